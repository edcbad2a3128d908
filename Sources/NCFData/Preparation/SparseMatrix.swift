import NCFArchives
import NCFDiagnostics

extension InteractionFormat {
  /// A sparse matrix of users × items, as `scipy.sparse.save_npz` writes it.
  public static let npz = InteractionFormat(name: "npz") { file, _, log in try log.readMatrix(file) }.with {
    $0.hasOrder = false
    $0.magic = (Array("PK".utf8), "an archive of NumPy's arrays")
    $0.suits = { $0.hasSuffix(".npz") }
  }
}

extension InteractionLog {
  /// A matrix whose rows are users and whose columns are items; both are called by their numbers, from 0.
  fileprivate mutating func readMatrix(_ file: InteractionFile) throws {
    expectTimes(false)
    let matrix = try SparseMatrix(file.content.rest(), file: file.path)
    let error = { (problem: String, remedy: String) in
      InputError(.badContent, file: file.path, problem: problem, remedy: remedy)
    }
    for element in matrix.values.indices {
      let (row, column, value) = (matrix.rows[element], matrix.columns[element], matrix.values[element])
      recordCount += 1
      if value == 0 {
        storedZeros += 1
      } else if let minimumRating, value < minimumRating {
        belowMinimumRating += 1
      } else {
        try append(
          user: ArraySlice(String(row).utf8), item: ArraySlice(String(column).utf8), time: nil, error)
      }
    }
  }
}

/// A sparse matrix as `scipy.sparse.save_npz` writes it, compressed or not: rows (CSR), columns (CSC) or single elements
/// (COO), with elements of any type of number.
///
/// The archive has the arrays `format`, `shape` and `data`; and `indices` and `indptr`, or `row` and `col`.
struct SparseMatrix {
  /// Where each stored element stands, and its value; in the order of the file.
  let rows: [Int]
  let columns: [Int]
  let values: [Double]

  private static let remedy = "save it with scipy.sparse.save_npz, after .tocsr() if it is of another kind"

  /// - Throws: `InputError` that says what is wrong with the content.
  init(_ bytes: [UInt8], file: String) throws {
    guard bytes.starts(with: Array("PK".utf8)) else {
      throw InputError(
        .badContent, file: file, problem: "expected SciPy's sparse matrix (.npz), found something else",
        remedy: "name another --format")
    }
    let archive = try NumPyArchive(bytes, file: file, remedy: Self.remedy)
    let error = { (problem: String) in
      InputError(.badContent, file: file, problem: problem, remedy: Self.remedy)
    }
    func read<Value>(_ name: String, _ content: (NumPyArray) throws -> Value) throws -> Value {
      guard let array = archive.arrays[name] else {
        let found = archive.arrays.keys.sorted().prefix(8).joined(separator: ", ")
        throw error("expected SciPy's sparse matrix, found no array \"\(name)\" (but \(found))")
      }
      do { return try content(array) } catch let malformed as NumPyArray.Malformed {
        throw InputError(
          .badContent, file: file, place: "\(name).npy", problem: malformed.problem, remedy: Self.remedy)
      }
    }
    let format = try read("format") { try $0.text() }
    guard ["csr", "csc", "coo"].contains(format) else {
      throw error("the sparse matrix is of the kind \(quoted(format)), where csr, csc and coo are read")
    }
    let shape = try read("shape") { try $0.wholeNumbers() }
    guard shape.count == 2, shape.allSatisfy({ 0...Int(Int32.max) ~= $0 }) else {
      throw error("expected a matrix of users × items, found shape \(shape)")
    }
    values = try read("data") { try $0.numbers() }
    if let value = values.first(where: { !$0.isFinite }) {
      throw error("expected numbers, found the value \(value)")
    }
    if format == "coo" {
      rows = try read("row") { try $0.wholeNumbers() }
      columns = try read("col") { try $0.wholeNumbers() }
    } else {
      let indices = try read("indices") { try $0.wholeNumbers() }
      let starts = try read("indptr") { try $0.wholeNumbers() }
      let count = format == "csr" ? shape[0] : shape[1]
      guard let lines = Self.lines(starts, count: count, indices: indices.count) else {
        throw error("the array \"indptr\" does not fit the shape and the elements")
      }
      (rows, columns) = format == "csr" ? (lines, indices) : (indices, lines)
    }
    guard rows.count == values.count, columns.count == values.count else {
      throw error(
        "the arrays of the matrix differ in length (\(rows.count), \(columns.count) and \(values.count))")
    }
    guard rows.allSatisfy({ 0..<shape[0] ~= $0 }), columns.allSatisfy({ 0..<shape[1] ~= $0 }) else {
      throw error("an element stands outside of the shape \(shape)")
    }
  }

  /// The row of each element, or the column of each.
  /// - Returns: nil if the array is not what it should be.
  private static func lines(_ starts: [Int], count: Int, indices: Int) -> [Int]? {
    guard starts.count == count + 1, starts.first == 0, starts.last == indices,
      zip(starts, starts.dropFirst()).allSatisfy(<=)
    else { return nil }
    var lines: [Int] = []
    lines.reserveCapacity(indices)
    for (line, (start, end)) in zip(starts, starts.dropFirst()).enumerated() {
      lines += repeatElement(line, count: end - start)
    }
    return lines
  }
}
