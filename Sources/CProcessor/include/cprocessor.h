#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdint.h>

// Extensions of x86-64's instructions that a build may use. This module is compiled for every x86-64 processor, so that it
// can say what is missing before anything else runs.

enum {
  CPROCESSOR_SSE4_2 = 1 << 0,
  CPROCESSOR_AVX = 1 << 1,
  CPROCESSOR_AVX2 = 1 << 2,
  CPROCESSOR_FMA = 1 << 3,
  CPROCESSOR_BMI = 1 << 4,
  CPROCESSOR_BMI2 = 1 << 5,
  CPROCESSOR_AVX512F = 1 << 6,
  CPROCESSOR_AVX512BW = 1 << 7,
  CPROCESSOR_AVX512CD = 1 << 8,
  CPROCESSOR_AVX512DQ = 1 << 9,
  CPROCESSOR_AVX512VL = 1 << 10,
  CPROCESSOR_AVX512VBMI = 1 << 11,
  CPROCESSOR_AVX512VBMI2 = 1 << 12,
  CPROCESSOR_AVX512VNNI = 1 << 13,
  CPROCESSOR_AVX512BITALG = 1 << 14,
  CPROCESSOR_AVX512VPOPCNTDQ = 1 << 15,
  CPROCESSOR_AVX512BF16 = 1 << 16,
};

/// Those that this processor, and the system on it, has.
uint32_t cprocessor_available(void);

/// The name of the lowest of some extensions, as the kernel's cpuinfo has it; NULL for none.
const char *cprocessor_name(uint32_t extensions);

#endif
