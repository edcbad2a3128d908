import NCFArchives
import NCFDiagnostics
import Testing

/// Arrays that NumPy wrote, compressed: see Fixtures/make_archives.py.
@Suite struct NumPyArrayTests {
  let objectsRefused: InputError?
  let arrays: [String: NumPyArray]

  init() throws {
    // One array of the archive holds Python's objects: the archive is refused, its other arrays are read one by one.
    let archive = try ZipArchive(Fixtures.bytes("types.npz"), path: "types.npz")
    var arrays: [String: NumPyArray] = [:]
    for entry in archive.entries where entry.name != "objects.npy" {
      arrays[String(entry.name.dropLast(4))] = try NumPyArray(archive.content(of: entry))
    }
    self.arrays = arrays
    objectsRefused = #expect(throws: InputError.self) {
      try NumPyArchive(Fixtures.bytes("types.npz"), file: "types.npz", remedy: "save it otherwise")
    }
  }

  @Test(arguments: ["b1", "i1", "u1", "i2", "u2", "f2", "f4", "f8"])
  func everyTypeOfNumberIsRead(type: String) throws {
    let array = try #require(arrays[type])
    #expect(try array.numbers() == (type == "b1" ? [1, 0, 1] : [1, 0, 3]))
    if type.hasPrefix("i") || type.hasPrefix("u") { #expect(try array.wholeNumbers() == [1, 0, 3]) }
    if type.hasPrefix("f") { #expect(throws: NumPyArray.Malformed.self) { try array.wholeNumbers() } }
  }

  @Test func wholeNumbersOfBothByteOrders() throws {
    #expect(try arrays["large"]?.wholeNumbers() == [-(1 << 62), 5])
    #expect(try arrays["big"]?.wholeNumbers() == [7, 1 << 30])
    let tooLarge = #expect(throws: NumPyArray.Malformed.self) { try arrays["unsigned"]?.wholeNumbers() }
    #expect(tooLarge?.problem.contains("9223372036854775808 is too large") == true)
  }

  @Test(arguments: ["floats", "columns"]) func matricesAreReadRowByRow(name: String) throws {
    let array = try #require(arrays[name])
    #expect(array.shape == [2, 3])
    #expect(try array.floats() == [0, 1, 2, 3, 4, 5])
    #expect(throws: NumPyArray.Malformed.self) { try array.numbers() }
    #expect(throws: NumPyArray.Malformed.self) { try array.text() }
  }

  @Test(arguments: ["ascii", "unicode"]) func textIsRead(name: String) throws {
    #expect(try arrays[name]?.text() == "csr")
    #expect(throws: NumPyArray.Malformed.self) { try arrays["f8"]?.text() }
  }

  @Test func picklesAreRefusedInWords() {
    #expect(objectsRefused?.place == "objects.npy")
    #expect(objectsRefused?.problem.contains("pickles") == true)
    #expect(objectsRefused?.remedy == "save it otherwise")
  }

  @Test func whatIsEncodedIsDecoded() throws {
    let array = try NumPyArray([UInt8](NumPyArray.encode(shape: [2, 1], values: [1.5, -0.0])))
    #expect(array.shape == [2, 1])
    #expect(try array.floats().map(\.bitPattern) == [Float(1.5).bitPattern, Float(-0.0).bitPattern])
  }
}
