/// The engine's inner loops, and the only code that is compiled without Swift's checks of overflow and bounds.
///
/// Every kernel has a plain twin of the same name and signature in `PlainKernels`, which says in the simplest
/// way what the kernel computes; tests hold the two against each other. Matrices are row-major; a row's width is
/// a multiple of 8 (see `paddedWidth`). No kernel allocates.
///
/// A kernel takes pointers and believes the sizes that come with them. The types that own memory are the doors:
/// they test sizes once a call (`demand`), whoever calls.
public enum Kernels {}

/// The plain twins of `Kernels`: one scalar loop each, for tests and for reading.
public enum PlainKernels {}

/// Ends the program, with a message, if what a caller hands over does not fit. `precondition` would not do: this
/// module is compiled without it.
@inline(__always)
func demand(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}
