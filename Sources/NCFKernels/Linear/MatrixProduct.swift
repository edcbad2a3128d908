import CXsmm

/// A product of two row-major matrices whose shapes are fixed when it is made, compiled for them by LIBXSMM
/// (Heinecke et al., SC 2016). Where LIBXSMM has no kernel for the machine, the plain loop does the work.
///
///     let forward = MatrixProduct(.plain, rows: 256, inner: 64, columns: 32)
///     forward(input, weights, output)            // output[256×32] = input[256×64] · weights[64×32]
public struct MatrixProduct {
  public enum Form: Hashable, Sendable {
    /// c[rows×columns] = a[rows×inner] · b[inner×columns]
    case plain
    /// c[rows×columns] = aᵀ · b with a[inner×rows], b[inner×columns]
    case transposedLeft
  }

  public let form: Form
  public let rows: Int
  public let inner: Int
  public let columns: Int
  /// The distance between rows of a, b and c.
  public let strides: (a: Int, b: Int, c: Int)
  /// Adds the product to c instead of replacing c.
  public let accumulates: Bool

  private let kernel: cxsmm_kernel?

  /// - Parameter strides: By default rows lie next to each other.
  public init(
    _ form: Form, rows: Int, inner: Int, columns: Int, strides: (a: Int, b: Int, c: Int)? = nil,
    accumulates: Bool = false
  ) {
    self.form = form
    self.rows = rows
    self.inner = inner
    self.columns = columns
    self.strides = strides ?? (form == .plain ? inner : rows, columns, columns)
    self.accumulates = accumulates
    // LIBXSMM is column-major: a row-major product is the product of the transposed matrices in reverse order.
    kernel = cxsmm_dispatch(
      Int32(columns), Int32(rows), Int32(inner), Int32(self.strides.b), Int32(self.strides.a),
      Int32(self.strides.c), form == .transposedLeft, accumulates)
  }

  @inline(__always)
  public func callAsFunction(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>
  ) {
    if let kernel {
      kernel(b, a, c)
    } else {
      PlainKernels.product(self, a, b, c)
    }
  }
}
