#ifndef CVECTOR_H
#define CVECTOR_H

#include <stdint.h>

/// The extensions of x86-64 that the engine is compiled for, as cprocessor.h numbers them. Data, so that it can be read
/// before any of them is used.
extern const uint32_t cvector_extensions;

// What Swift's SIMD types do lane by lane, or not at all, and the compiler's builtins do at once.

typedef float cvector_f8 __attribute__((ext_vector_type(8)));
typedef float cvector_f16 __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) cvector_f8 cvector_sqrt8(cvector_f8 v) {
  return __builtin_elementwise_sqrt(v);
}

static inline __attribute__((always_inline)) cvector_f16 cvector_sqrt16(cvector_f16 v) {
  return __builtin_elementwise_sqrt(v);
}

/// x0 y0 x1 y1 x2 y2 x3 y3
static inline __attribute__((always_inline)) cvector_f8 cvector_interleave_low8(cvector_f8 x, cvector_f8 y) {
  return __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11);
}

/// x4 y4 x5 y5 x6 y6 x7 y7
static inline __attribute__((always_inline)) cvector_f8 cvector_interleave_high8(cvector_f8 x, cvector_f8 y) {
  return __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15);
}

/// Asks for a cache line that will be written soon.
static inline __attribute__((always_inline)) void cvector_prefetch(const void *address) {
  __builtin_prefetch(address, 1, 3);
}

#endif
