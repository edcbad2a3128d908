/// A fixed block of memory whose start is aligned to a cache line (64 bytes), zeroed when made.
///
/// Its elements are read and written one by one through the subscript, and by kernels through extents, which are good
/// as long as the buffer lives.
public final class AlignedBuffer<Element: BitwiseCopyable> {
  public let count: Int
  @usableFromInline let pointer: UnsafeMutablePointer<Element>

  public init(count: Int, zero: Element) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    demand(count >= 0 && !overflows, "no buffer has \(count) elements")
    self.count = count
    pointer = UnsafeMutableRawPointer.allocate(byteCount: max(64, bytes), alignment: 64)
      .bindMemory(to: Element.self, capacity: max(1, count))
    pointer.initialize(repeating: zero, count: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      demand(0 <= index && index < count, "the buffer has no such element")
      return pointer[index]
    }
    @inline(__always) set {
      demand(0 <= index && index < count, "the buffer has no such element")
      pointer[index] = newValue
    }
  }

  /// The elements, for code that is not in a hot loop.
  public var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// All elements, as kernels take them.
  public var extent: Extent<Element> { Extent(pointer, count: count) }

  /// Some of the elements, as kernels take them.
  public subscript(range: Range<Int>) -> Extent<Element> { extent[range] }

  public func fill(_ value: Element) { pointer.update(repeating: value, count: count) }
}

/// Memory that kernels read or write, and how much of it there is.
///
/// Its owner makes it, and it is good as long as the owner lives. Cutting it tests the bounds, and kernels test what they
/// are handed against what they touch, so what goes wrong ends in a message and not in somebody else's memory.
public struct Extent<Element: BitwiseCopyable> {
  @usableFromInline let pointer: UnsafeMutablePointer<Element>
  public let count: Int

  @inline(__always)
  init(_ pointer: UnsafeMutablePointer<Element>, count: Int) {
    (self.pointer, self.count) = (pointer, count)
  }

  /// Memory that a caller lends for the time of a call.
  public init(_ buffer: UnsafeMutableBufferPointer<Element>) {
    // Where there are no elements, the address plays no part.
    self.init(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 64)!, count: buffer.count)
  }

  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      demand(0 <= index && index < count, "the extent has no such element")
      return pointer[index]
    }
    @inline(__always) nonmutating set {
      demand(0 <= index && index < count, "the extent has no such element")
      pointer[index] = newValue
    }
  }

  public subscript(range: Range<Int>) -> Extent {
    demand(
      range.lowerBound >= 0 && range.upperBound <= count, "there are no elements \(range) among \(count)")
    return Extent(pointer + range.lowerBound, count: range.count)
  }

  /// The elements, for code that is not in a hot loop.
  public var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// What follows a position.
  public subscript(range: PartialRangeFrom<Int>) -> Extent {
    demand(0...count ~= range.lowerBound, "there is no element \(range.lowerBound) among \(count)")
    return Extent(pointer + range.lowerBound, count: count - range.lowerBound)
  }

  public func fill(_ value: Element) { pointer.update(repeating: value, count: count) }

  /// Copies as many elements as `source` has.
  public func copy(from source: Extent) {
    demand(source.count <= count, "\(source.count) elements do not fit into \(count)")
    pointer.update(from: source.pointer, count: source.count)
  }
}
