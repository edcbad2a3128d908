import Foundation
import NCFDiagnostics
import NCFModels
import NCFRandom
import NCFWeights
import Testing

/// Bytes changed at random are read as some bundle or refused; nothing else happens.
@Suite struct SafetensorsMutationTests {
  @Test func mutationsNeverCrash() throws {
    let original = SafetensorsTests.bundle.safetensors()
    let headerEnd = 8 + Int(original[0]) + Int(original[1]) << 8
    var generator = SeededGenerator(seed: 1, stream: "safetensors")
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0...generator.uniform(below: 3) {
        Self.mutate(&bytes, below: max(1, min(bytes.count, headerEnd)), &generator)
      }
      do {
        let bundle = try TensorBundle(safetensors: bytes, file: "weights")
        for tensor in bundle.tensors.values {
          #expect(tensor.shape.reduce(1, *) == tensor.values.count)
        }
      } catch is InputError {
        refused += 1
      }
    }
    #expect(refused > 10_000)
  }

  /// Changes one byte of the header, swaps in a digit or sign, cuts, or repeats a part.
  private static func mutate(_ bytes: inout Data, below end: Int, _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let position = Int(generator.uniform(below: UInt32(end)))
    switch generator.uniform(below: 5) {
    case 0: bytes[position] = UInt8(generator.uniform(below: 256))
    case 1: bytes[position] ^= 1 << UInt8(generator.uniform(below: 8))
    case 2:
      let characters = Array("0123456789-+.eE[]{}\",:\\ ".utf8)
      bytes[position] = characters[Int(generator.uniform(below: UInt32(characters.count)))]
    case 3: bytes = bytes.prefix(Int(generator.uniform(below: UInt32(bytes.count + 1))))
    default:
      let length = min(bytes.count - position, Int(generator.uniform(below: 20)))
      bytes.insert(contentsOf: bytes[position..<position + length], at: position)
    }
  }
}
