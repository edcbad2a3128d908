import NCFSystem

extension SyntheticDataset {
  /// The same as a data set to train on, with the digest that it has once its files are written.
  public var dataset: Dataset {
    let encoder = DatasetEncoder(self)
    return Dataset(
      name: name, training: training, test: test,
      digest: DatasetDigest.hex(
        training: digest { encoder.encodeTraining(to: $0) }, test: digest { encoder.encodeTest(to: $0) },
        negatives: digest { encoder.encodeNegatives(to: $0) }),
      reading: Dataset.Reading(repeatedTrainingRows: repeatedEntries.count))
  }

  private func digest(of encode: (_ sink: (_ piece: [UInt8]) -> Void) -> Void) -> String {
    var digest = SHA256Digest()
    encode { digest.update($0) }
    return digest.hex()
  }
}
