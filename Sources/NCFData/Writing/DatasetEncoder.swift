/// Puts a data set into the bytes of the authors' three files, a piece at a time.
struct DatasetEncoder {
  let training: InteractionMatrix
  let test: RankingTask
  /// When each held-out interaction happened, or nil; shape `test.caseCount`.
  let heldOutTimestamps: [Int64]?
  /// Entries of `training` that are written twice, ascending.
  let repeatedEntries: [Int]

  init(_ dataset: SyntheticDataset) {
    (training, test, heldOutTimestamps) = (dataset.training, dataset.test, dataset.heldOutTimestamps)
    repeatedEntries = dataset.repeatedEntries
  }

  init(_ dataset: PreparedDataset) {
    (training, test, heldOutTimestamps) = (dataset.training, dataset.test, dataset.heldOutTimestamps)
    repeatedEntries = []
  }

  /// Passes on the bytes of `NAME.train.rating`: users ascending, each user's items ascending.
  func encodeTraining(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    var repeated = repeatedEntries[...]
    for user in 0..<training.userCount {
      for entry in training.offsets[user]..<training.offsets[user + 1] {
        let isRepeated = repeated.first == entry
        if isRepeated { repeated.removeFirst() }
        for _ in 0..<(isRepeated ? 2 : 1) {
          piece.appendRow(user: user, item: training.items[entry], timestamp: training.timestamps?[entry])
        }
      }
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of `NAME.test.rating`.
  func encodeTest(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    for index in 0..<test.caseCount {
      piece.appendRow(
        user: Int(test.users[index]), item: test.heldOutItems[index],
        timestamp: heldOutTimestamps?[index])
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of `NAME.test.negative`.
  func encodeNegatives(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    for index in 0..<test.caseCount {
      piece.bytes += "(\(test.users[index]),\(test.heldOutItems[index]))".utf8
      for item in test.negatives(of: index) {
        piece.bytes.append(UInt8(ascii: "\t"))
        piece.append(Int(item))
      }
      piece.bytes.append(UInt8(ascii: "\n"))
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of a file of identifiers: a header, and then a number and its identifier in each line.
  static func encode(
    identifiers: [[UInt8]], of column: String, to sink: (_ piece: [UInt8]) throws -> Void
  ) rethrows {
    var piece = Piece()
    piece.bytes += "\(column)\toriginal\n".utf8
    for (number, identifier) in identifiers.enumerated() {
      piece.append(number)
      piece.bytes.append(UInt8(ascii: "\t"))
      piece.bytes += identifier
      piece.bytes.append(UInt8(ascii: "\n"))
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }
}

/// Bytes that are gathered until it is worth passing them on.
private struct Piece {
  var bytes: [UInt8] = []

  mutating func passOnIfLarge(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    guard bytes.count >= 1 << 20 else { return }
    try sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// A line of user, item, rating (always 1, since feedback is implicit) and timestamp.
  mutating func appendRow(user: Int, item: Int32, timestamp: Int64?) {
    append(user)
    bytes.append(UInt8(ascii: "\t"))
    append(Int(item))
    bytes += "\t1".utf8
    if let timestamp {
      bytes.append(UInt8(ascii: "\t"))
      append(Int(timestamp))
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func append(_ number: Int) { bytes += String(number).utf8 }
}
