#include "cprocessor.h"

#include <stddef.h>

uint32_t cprocessor_available(void) {
  uint32_t found = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
#define ASK(bit, name) \
  if (__builtin_cpu_supports(name)) found |= bit;
  ASK(CPROCESSOR_SSE4_2, "sse4.2")
  ASK(CPROCESSOR_AVX, "avx")
  ASK(CPROCESSOR_AVX2, "avx2")
  ASK(CPROCESSOR_FMA, "fma")
  ASK(CPROCESSOR_BMI, "bmi")
  ASK(CPROCESSOR_BMI2, "bmi2")
  ASK(CPROCESSOR_AVX512F, "avx512f")
  ASK(CPROCESSOR_AVX512BW, "avx512bw")
  ASK(CPROCESSOR_AVX512CD, "avx512cd")
  ASK(CPROCESSOR_AVX512DQ, "avx512dq")
  ASK(CPROCESSOR_AVX512VL, "avx512vl")
  ASK(CPROCESSOR_AVX512VBMI, "avx512vbmi")
  ASK(CPROCESSOR_AVX512VBMI2, "avx512vbmi2")
  ASK(CPROCESSOR_AVX512VNNI, "avx512vnni")
  ASK(CPROCESSOR_AVX512BITALG, "avx512bitalg")
  ASK(CPROCESSOR_AVX512VPOPCNTDQ, "avx512vpopcntdq")
  ASK(CPROCESSOR_AVX512BF16, "avx512bf16")
#endif
  return found;
}

const char *cprocessor_name(uint32_t extensions) {
  static const char *const names[] = {
    "sse4_2", "avx", "avx2", "fma", "bmi1", "bmi2", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl",
    "avx512vbmi", "avx512_vbmi2", "avx512_vnni", "avx512_bitalg", "avx512_vpopcntdq", "avx512_bf16",
  };
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    if (extensions & (1u << k)) return names[k];
  }
  return NULL;
}
