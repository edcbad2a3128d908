import NCFEvaluation

/// Why are my numbers lower than the paper's? The answer on one page: what each common change costs, and how it is
/// recognised.
public struct WhyLowerPage: Page {
  public let name = "why-lower"
  public let experiments = ["why"]

  public init() {}

  public func document(from input: ReportInput) -> PageDocument {
    let context = ReportContext(input, mixesProtocols: true)
    let studies = context.catalog.datasets.map { ChangeStudy($0, context.catalog) }
    return PageDocument(name: name, markdown: markdown(studies, context), figure: nil)
  }

  private func markdown(_ studies: [ChangeStudy], _ context: ReportContext) -> String {
    let tables = ChangeTables(studies, context)
    var blocks = ["# Why are my numbers lower than the paper's?"]
    if let warning = context.input.warning { blocks.append("> **\(warning)**") }
    blocks.append(
      "*Made from the stored runs by `make why`; every number below is filled in, and every sentence with a number or a "
        + "verdict is written by rule. The report `why` has the same numbers as CSV and LaTeX.*")
    blocks.append(
      "It is what people who re-implement NCF ask most (\(Self.questions.map(Self.link).joined(separator: ", "))). Here is "
        + "the answer by experiment: GMF, MLP and NeuMF at 8 factors as in the paper, and then with one thing changed at a "
        + "time, each with the same seeds.")
    for study in studies {
      if studies.count > 1 { blocks.append("## \(study.title)") }
      blocks.append("## In short")
      blocks += Self.againstPaper(study, context.input.published).map(ReportTable.escaped)
      let summary = ChangeReading.summary(of: study)
      // Titles have no marks of their own; the words in bold have.
      blocks.append(
        summary.isEmpty ? "Not enough runs." : summary.map { "- \($0)" }.joined(separator: "\n"))
      blocks.append("## The changes, the most harmful first")
      blocks.append(Self.overview(study))
    }
    blocks += Self.ending(
      [tables.references, tables.effects], notes: tables.notes + Self.limits,
      Provenance(studies.flatMap(\.groups), records: context.input.records))
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// Where the question is asked in public, beside the threads of single changes.
  private static let questions = [
    "recommenders-team/recommenders#960", "recommenders-team/recommenders#1925",
    "yihong-chen/neural-collaborative-filtering#12", "yihong-chen/neural-collaborative-filtering#13",
    "guoyang9/NCF#6", "guoyang9/NCF#20", "guoyang9/NCF#29", "tensorflow/models#10073",
  ]

  private static let limits = [
    "Every change stands alone. Two together may do more, or less, than their sum.",
    "Test negatives that are drawn anew, and items that are held out at random, are drawn once for each seed; the seeds' "
      + "spread includes theirs.",
    "An L2 of 0.01 is λ‖W‖² of the embeddings and hidden layers, added to the loss in each step.",
  ]

  /// How far the references are from what the paper prints.
  private static func againstPaper(_ study: ChangeStudy, _ published: PublishedFigures?) -> [String] {
    let lines = [true, false].compactMap { pretrained -> String? in
      guard let group = study.reference("neumf", pretrained: pretrained),
        let factors = group.configuration.factors,
        let row = published?.pretraining[study.dataset]?[factors]
      else { return nil }
      let pair = pretrained ? row.with : row.without
      let parts = study.metrics.compactMap { metric -> String? in
        guard let own = group.best(metric)?.mean, let theirs = pair.value(metric) else { return nil }
        return "\(metric.title) \(fixed(own, decimals: 4)), in the paper \(fixed(theirs, decimals: 3)) "
          + "(\(ChangeReading.signed(own - theirs)))"
      }
      guard !parts.isEmpty else { return nil }
      return "NeuMF \(pretrained ? "with" : "without") pre-training has \(parts.joined(separator: " and "))"
    }
    return lines.isEmpty ? [] : ["The references beside the paper: " + lines.joined(separator: "; ") + "."]
  }

  private static func overview(_ study: ChangeStudy) -> String {
    let floor = study.reference("itempop")
    var lines = [
      "| change | Δ NDCG@10 | Δ HR@10 | outcome | recognised by |", "| --- | --- | --- | --- | --- |",
    ]
    for row in study.rows {
      let known = row.change.known
      let threads = known?.threads ?? []
      let signs = ([known?.symptom].compactMap { $0 } + ChangeSymptoms(row, floor: floor).sentences)
        .map(ReportTable.escaped)
      let asked = threads.isEmpty ? [] : ["Reported in \(threads.map(link).joined(separator: ", "))."]
      lines.append(
        "| "
          + [
            ReportTable.escaped(row.change.title),
            ChangeReading.differences(row, .ndcg(at: 10)), ChangeReading.differences(row, .hitRatio(at: 10)),
            ReportTable.escaped(ChangeReading.verdict(on: row)), (signs + asked).joined(separator: " "),
          ].joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  /// "guoyang9/NCF#6" as a link.
  private static func link(_ thread: String) -> String {
    let parts = thread.split(separator: "#")
    return "[\(thread)](https://github.com/\(parts[0])/issues/\(parts[1]))"
  }
}
