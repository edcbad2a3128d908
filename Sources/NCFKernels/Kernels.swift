import CVector

/// The engine's inner loops, and the only code that is compiled without Swift's checks of overflow and bounds.
///
/// Every kernel has a plain twin of the same name and signature in `PlainKernels`, which says in the simplest
/// way what the kernel computes; tests hold the two against each other. Matrices are row-major; a row's width is
/// a multiple of 8 (see `paddedWidth`). No kernel allocates.
///
/// Nobody outside hands over a pointer. Memory comes with its size (`Extent`, `RowView`), numbers of rows with a bound
/// that they were tested against (`RowIndices`), and every kernel tests, once a call, that it stays within them
/// (`demand`), whoever calls. Behind that door its loops believe.
public enum Kernels {}

/// The plain twins of `Kernels`: one scalar loop each, for tests and for reading. Every element is tested.
public enum PlainKernels {}

/// Ends the program, with a message, if what a caller hands over does not fit. `precondition` would not do: this
/// module is compiled without it.
@inlinable @inline(__always)
func demand(_ holds: Bool, _ message: @autoclosure () -> String) {
  if !holds { fatalError(message()) }
}

/// The width in memory of a row of `width` floats: the next multiple of 8, so that kernels meet whole vectors
/// only. The lanes beyond `width` hold zero, and stay zero under every operation of the engine.
public func paddedWidth(_ width: Int) -> Int { (width + 7) & ~7 }

/// A vector of floats that the kernels are written over: 8 lanes, or 16 where rows are wide enough.
///
/// What needs a mask is written for each width: the compiler takes generic masks lane by lane.
protocol FloatVector: SIMD where Scalar == Float {
  /// The square root of every lane.
  func rooted() -> Self
  /// The sum of all lanes, added pairwise.
  func total() -> Float
  /// max(x, 0) in every lane.
  func rectified() -> Self
  /// The lanes where `output` is positive; zero elsewhere.
  func passing(where output: Self) -> Self
}

extension SIMD8<Float>: FloatVector {
  @inline(__always)
  func rooted() -> Self { cvector_sqrt8(self) }

  @inline(__always)
  func rectified() -> Self { replacing(with: 0, where: self .< 0) }

  @inline(__always)
  func passing(where output: Self) -> Self { replacing(with: 0, where: output .<= 0) }

  @inline(__always)
  func total() -> Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

extension SIMD16<Float>: FloatVector {
  @inline(__always)
  func rooted() -> Self { cvector_sqrt16(self) }

  @inline(__always)
  func rectified() -> Self { replacing(with: 0, where: self .< 0) }

  @inline(__always)
  func passing(where output: Self) -> Self { replacing(with: 0, where: output .<= 0) }

  @inline(__always)
  func total() -> Float { (lowHalf + highHalf).total() }
}

extension UnsafePointer<Float> {
  @inline(__always)
  func vector<Vector: FloatVector>(_ offset: Int, as type: Vector.Type = Vector.self) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }
}

extension UnsafeMutablePointer<Float> {
  @inline(__always)
  func vector<Vector: FloatVector>(_ offset: Int, as type: Vector.Type = Vector.self) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store<Vector: FloatVector>(_ vector: Vector, at offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: Vector.self)
  }
}
