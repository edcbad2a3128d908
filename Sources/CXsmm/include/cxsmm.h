#ifndef CXSMM_H
#define CXSMM_H

#include <stdbool.h>

/// A compiled small matrix multiplication: c = a · op(b) (+ c), column-major, shapes fixed when it was made.
typedef void (*cxsmm_kernel)(const float *a, const float *b, float *c);

/// Compiles (or finds) the kernel for c[m×n] = a[m×k] · op(b) (+ c if accumulate), column-major with the given
/// leading dimensions; op transposes b if transpose_b. Returns NULL where LIBXSMM cannot make one.
cxsmm_kernel cxsmm_dispatch(int m, int n, int k, int lda, int ldb, int ldc, bool transpose_b, bool accumulate);

#endif
