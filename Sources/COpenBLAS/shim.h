#ifndef COPENBLAS_SHIM_H
#define COPENBLAS_SHIM_H

#include <cblas.h>
#include <stddef.h>

// LAPACK as Fortran compilers export it; the lengths of character arguments stand at the end. Debian's OpenBLAS
// has LAPACK in it, but no C header for it.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void sposv_(
    const char *uplo, const int *n, const int *nrhs, float *a, const int *lda, float *b, const int *ldb,
    int *info, size_t);
void dsteqr_(
    const char *compz, const int *n, double *d, double *e, double *z, const int *ldz, double *work, int *info,
    size_t);

#endif
