#ifndef COPENBLAS_SHIM_H
#define COPENBLAS_SHIM_H

#include <cblas.h>
#include <stddef.h>

// LAPACK as Fortran compilers export it; the lengths of character arguments stand at the end. Debian's OpenBLAS
// has LAPACK in it, but no C header for it.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dtrtri_(
    const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info, size_t, size_t);
void dlauum_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dsteqr_(
    const char *compz, const int *n, double *d, double *e, double *z, const int *ldz, double *work, int *info,
    size_t);
void dstemr_(
    const char *jobz, const char *range, const int *n, double *d, double *e, const double *vl, const double *vu,
    const int *il, const int *iu, int *m, double *w, double *z, const int *ldz, const int *nzc, int *isuppz,
    int *tryrac, double *work, const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);

#endif
