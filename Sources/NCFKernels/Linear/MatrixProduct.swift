import CVector
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
  /// Floats from the first to the last of a, b and c.
  private let spans: (a: Int, b: Int, c: Int)

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
    func span(_ rows: Int, _ columns: Int, _ stride: Int) -> Int {
      demand(rows > 0 && columns > 0 && stride >= columns, "no matrix is \(rows)×\(columns), \(stride) apart")
      return (rows - 1) * stride + columns
    }
    let left = form == .plain ? (rows, inner) : (inner, rows)
    spans = (
      span(left.0, left.1, self.strides.a), span(inner, columns, self.strides.b),
      span(rows, columns, self.strides.c)
    )
    // LIBXSMM is column-major: a row-major product is the product of the transposed matrices in reverse order.
    kernel = cxsmm_dispatch(
      Int32(columns), Int32(rows), Int32(inner), Int32(self.strides.b), Int32(self.strides.a),
      Int32(self.strides.c), form == .transposedLeft, accumulates)
  }

  @inline(__always)
  public func callAsFunction(_ a: Extent<Float>, _ b: Extent<Float>, _ c: Extent<Float>) {
    demand(
      a.count >= spans.a && b.count >= spans.b && c.count >= spans.c,
      "\(a.count), \(b.count) and \(c.count) floats are no \(rows)×\(inner)×\(columns) product's")
    if let kernel {
      kernel(b.pointer, a.pointer, c.pointer)
    } else {
      PlainKernels.product(self, a, b, c)
    }
  }
}

extension Kernels {
  /// target[columns×rows] = sourceᵀ with source[rows×columns]; both multiples of 8. The rows of the target lie
  /// `targetStride` floats apart.
  ///
  /// Works on 8×8 blocks: three rounds of interleaving exchange rows for columns inside registers.
  public static func transpose(
    _ source: Extent<Float>, rows: Int, columns: Int, into target: Extent<Float>, targetStride: Int
  ) {
    demandMatrix(source, rows, columns)
    demand(
      rows & 7 == 0 && targetStride >= rows
        && (columns == 0 || target.count >= (columns &- 1) &* targetStride &+ rows),
      "\(columns)×\(rows) floats, \(targetStride) apart, do not fit into \(target.count)")
    let (source, target) = (UnsafePointer(source.pointer), target.pointer)
    // Pairs of blocks each way, so that whole cache lines are read and written before they leave the cache.
    for column in stride(from: 0, to: columns, by: 16) {
      for row in stride(from: 0, to: rows, by: 16) {
        for c in stride(from: column, to: min(column &+ 16, columns), by: 8) {
          for r in stride(from: row, to: min(row &+ 16, rows), by: 8) {
            transposeBlock(
              source + (r &* columns &+ c), columns, target + (c &* targetStride &+ r), targetStride)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func transposeBlock(
    _ source: UnsafePointer<Float>, _ sourceStride: Int, _ target: UnsafeMutablePointer<Float>,
    _ targetStride: Int
  ) {
    storeTransposed(
      (
        source.vector(0), source.vector(sourceStride), source.vector(2 &* sourceStride),
        source.vector(3 &* sourceStride), source.vector(4 &* sourceStride),
        source.vector(5 &* sourceStride), source.vector(6 &* sourceStride),
        source.vector(7 &* sourceStride)
      ), target, targetStride)
  }

  /// Eight rows of eight floats.
  typealias Block = (
    SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>,
    SIMD8<Float>
  )

  /// Stores the columns of a block as rows, `targetStride` apart.
  @inline(__always)
  static func storeTransposed(
    _ rows: Block, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    let (r0, r1, r2, r3, r4, r5, r6, r7) = rows
    // Interleaving rows i and i + 4 three times over brings element (i, j) to (j, i).
    let (a0, a1) = interleave(r0, r4)
    let (a2, a3) = interleave(r1, r5)
    let (a4, a5) = interleave(r2, r6)
    let (a6, a7) = interleave(r3, r7)
    let (b0, b1) = interleave(a0, a4)
    let (b2, b3) = interleave(a1, a5)
    let (b4, b5) = interleave(a2, a6)
    let (b6, b7) = interleave(a3, a7)
    let (c0, c1) = interleave(b0, b4)
    let (c2, c3) = interleave(b1, b5)
    let (c4, c5) = interleave(b2, b6)
    let (c6, c7) = interleave(b3, b7)
    target.store(c0, at: 0)
    target.store(c1, at: targetStride)
    target.store(c2, at: 2 &* targetStride)
    target.store(c3, at: 3 &* targetStride)
    target.store(c4, at: 4 &* targetStride)
    target.store(c5, at: 5 &* targetStride)
    target.store(c6, at: 6 &* targetStride)
    target.store(c7, at: 7 &* targetStride)
  }

  /// The lanes of two vectors in turn: x0 y0 x1 y1 x2 y2 x3 y3, and x4 y4 … x7 y7.
  @inline(__always)
  private static func interleave(_ x: SIMD8<Float>, _ y: SIMD8<Float>) -> (SIMD8<Float>, SIMD8<Float>) {
    (cvector_interleave_low8(x, y), cvector_interleave_high8(x, y))
  }
}
