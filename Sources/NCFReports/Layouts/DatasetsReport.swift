import NCFStudies

/// The size and sparsity of data sets: published, counted, difference.
struct DatasetsReport {
  private let section: Study.Section

  init(_ section: Study.Section) { self.section = section }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let text =
      "Statistics of the data sets; training and test interactions together. "
      + "Protocol: none, since nothing is trained."
    let caption = input.warning.map { "\($0). \(text)" } ?? text
    return ReportDocument(
      name: section.name, title: section.title, caption: caption, data: data(input),
      tables: [table(input, caption: caption)], figure: nil,
      notes: context.omissionNotes
        + input.datasets.filter { $0.pairs < $0.interactions }.map {
          "\($0.name): interactions are rows; \($0.interactions - $0.pairs) of them repeat a pair of a user and an item, "
            + "which counts once in training and in the sparsity."
        }
        + input.datasets.map { "\($0.name): SHA-256 \($0.digest.prefix(12)) over the files' digests." }
        + section.notes,
      provenance: Provenance([], records: [:]), warning: input.warning)
  }

  private func names(_ input: ReportInput) -> [String] {
    let absent = input.absent.map(\.name)
    return input.datasets.map(\.name) + absent.filter { name in !input.datasets.contains { $0.name == name } }
  }

  private func size(of name: String, _ input: ReportInput) -> PublishedNumbers.Size? {
    input.published.size(of: input.titles.published(for: name))
  }

  private func table(_ input: ReportInput, caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [
        .text("data set"), .text(""), .number("interactions"), .number("items"), .number("users"),
        .number("sparsity (%)"),
      ])
    for name in names(input) {
      let counted = input.datasets.first { $0.name == name }
      let published = size(of: name, input)
      table.beginSection()
      table.append([
        .text(input.titles.title(of: name)), .text("published"), .known(published?.interactions),
        .known(published?.items), .known(published?.users), .known(published?.sparsity, decimals: 2),
      ])
      table.append([
        .text(""), .text("counted"), .known(counted?.interactions), .known(counted?.items),
        .known(counted?.users), .known(counted?.sparsity, decimals: 2),
      ])
      table.append([.text(""), .text("difference")] + Self.differences(counted, published))
    }
    return table
  }

  private static func differences(
    _ counted: DatasetSummary?, _ published: PublishedNumbers.Size?
  ) -> [ReportTable.Cell] {
    guard let counted, let published else { return Array(repeating: .missing, count: 4) }
    return [
      .difference(Double(counted.interactions - published.interactions), decimals: 0),
      .difference(Double(counted.items - published.items), decimals: 0),
      .difference(Double(counted.users - published.users), decimals: 0),
      .difference(counted.sparsity - published.sparsity, decimals: 2),
    ]
  }

  private func data(_ input: ReportInput) -> ReportTable {
    var table = ReportTable(
      caption: section.title,
      columns: [
        .text("dataset"), .number("interactions"), .number("items"), .number("users"), .number("sparsity"),
        .number("published_interactions"), .number("published_items"), .number("published_users"),
        .number("published_sparsity"), .text("data_digest"), .text("scale"),
      ])
    for name in names(input) {
      let counted = input.datasets.first { $0.name == name }
      let published = size(of: name, input)
      table.append([
        .text(name), .known(counted?.interactions), .known(counted?.items), .known(counted?.users),
        .known(counted?.sparsity, decimals: 4), .known(published?.interactions), .known(published?.items),
        .known(published?.users), .known(published?.sparsity, decimals: 2),
        counted.map { .text(String($0.digest.prefix(12))) } ?? .missing, .text(input.scale.rawValue),
      ])
    }
    return table
  }
}
