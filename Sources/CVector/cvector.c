#include "cvector.h"

#include "cprocessor.h"

const uint32_t cvector_extensions = 0
#ifdef __SSE4_2__
  | CPROCESSOR_SSE4_2
#endif
#ifdef __AVX__
  | CPROCESSOR_AVX
#endif
#ifdef __AVX2__
  | CPROCESSOR_AVX2
#endif
#ifdef __FMA__
  | CPROCESSOR_FMA
#endif
#ifdef __BMI__
  | CPROCESSOR_BMI
#endif
#ifdef __BMI2__
  | CPROCESSOR_BMI2
#endif
#ifdef __AVX512F__
  | CPROCESSOR_AVX512F
#endif
#ifdef __AVX512BW__
  | CPROCESSOR_AVX512BW
#endif
#ifdef __AVX512CD__
  | CPROCESSOR_AVX512CD
#endif
#ifdef __AVX512DQ__
  | CPROCESSOR_AVX512DQ
#endif
#ifdef __AVX512VL__
  | CPROCESSOR_AVX512VL
#endif
#ifdef __AVX512VBMI__
  | CPROCESSOR_AVX512VBMI
#endif
#ifdef __AVX512VBMI2__
  | CPROCESSOR_AVX512VBMI2
#endif
#ifdef __AVX512VNNI__
  | CPROCESSOR_AVX512VNNI
#endif
#ifdef __AVX512BITALG__
  | CPROCESSOR_AVX512BITALG
#endif
#ifdef __AVX512VPOPCNTDQ__
  | CPROCESSOR_AVX512VPOPCNTDQ
#endif
#ifdef __AVX512BF16__
  | CPROCESSOR_AVX512BF16
#endif
  ;
