/// A fixed block of memory whose start is aligned to a cache line (64 bytes), zeroed when made.
///
/// The kernels read and write it through `pointer`, which is valid as long as the buffer lives.
public final class AlignedBuffer<Element: BitwiseCopyable> {
  public let count: Int
  public let pointer: UnsafeMutablePointer<Element>

  public init(count: Int, zero: Element) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    demand(count >= 0 && !overflows, "no buffer has \(count) elements")
    self.count = count
    pointer = UnsafeMutableRawPointer.allocate(byteCount: max(64, bytes), alignment: 64)
      .bindMemory(to: Element.self, capacity: max(1, count))
    pointer.initialize(repeating: zero, count: count)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// The elements, for code that is not in a hot loop.
  public var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  public func fill(_ value: Element) { pointer.update(repeating: value, count: count) }
}
