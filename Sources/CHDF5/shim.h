#include <hdf5.h>

// Swift takes the library's own name of the type for a variable that any thread may change.
static inline hid_t ncf_hdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
