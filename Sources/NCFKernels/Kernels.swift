/// The engine's inner loops: the only place that works on raw memory.
///
/// Every kernel has a plain twin of the same name and signature in `PlainKernels`, which says in the simplest
/// way what the kernel computes; tests hold the two against each other. Matrices are row-major; a row's width is
/// a multiple of 8 (see `paddedWidth`). No kernel allocates.
public enum Kernels {}

/// The plain twins of `Kernels`: one scalar loop each, for tests and for reading.
public enum PlainKernels {}
