#include "cxsmm.h"
#include <libxsmm.h>

cxsmm_kernel cxsmm_dispatch(
    int m, int n, int k, int lda, int ldb, int ldc, bool transpose_b, bool accumulate) {
  float alpha = 1, beta = accumulate ? 1 : 0;
  int flags = transpose_b ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
  return (cxsmm_kernel)libxsmm_smmdispatch(m, n, k, &lda, &ldb, &ldc, &alpha, &beta, &flags, NULL);
}
