import NCFKernels
import Testing

@Suite struct AlignedBufferTests {
  @Test(arguments: [0, 1, 7, 16, 1000])
  func startsAtACacheLineAndHoldsTheInitialValue(count: Int) {
    let floats = AlignedBuffer<Float>(count: count, zero: 0)
    let bytes = AlignedBuffer<UInt8>(count: count, zero: 9)
    #expect(Int(bitPattern: floats.elements.baseAddress).isMultiple(of: 64))
    #expect(Int(bitPattern: bytes.elements.baseAddress).isMultiple(of: 64))
    #expect(floats.elements.count == count && floats.elements.allSatisfy { $0 == 0 })
    #expect(bytes.elements.count == count && bytes.elements.allSatisfy { $0 == 9 })
  }

  @Test func fillReplacesEveryElement() {
    let buffer = AlignedBuffer<Int32>(count: 13, zero: 0)
    buffer.fill(-4)
    #expect(Array(buffer.elements) == Array(repeating: -4, count: 13))
  }

  @Test func paddedWidthIsTheNextMultipleOfEight() {
    #expect([0, 1, 7, 8, 9, 16, 17, 1024].map(paddedWidth) == [0, 8, 8, 8, 16, 16, 24, 1024])
  }
}
