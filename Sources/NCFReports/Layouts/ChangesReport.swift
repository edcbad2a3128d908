import NCFEvaluation
import NCFStudies

/// What common changes cost: one thing changed at a time against references, the worst first.
struct ChangesReport {
  private let section: Study.Section
  private let layout: ChangesLayout

  init(_ section: Study.Section, _ layout: ChangesLayout) {
    self.section = section
    self.layout = layout
  }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input, mixesProtocols: true)
    let studies = studies(context)
    let tables = ChangeTables(studies, context)
    return ReportDocument(
      name: section.name, title: section.title, caption: tables.caption("One thing changed at a time."),
      data: tables.data, tables: tables.all, figure: nil, notes: tables.notes + section.notes,
      provenance: Provenance(studies.flatMap(\.groups), records: input.records), warning: input.warning)
  }

  /// One for each data set.
  func studies(_ context: ReportContext) -> [ChangeStudy] {
    context.catalog.datasets.map { ChangeStudy($0, layout, context.catalog) }
  }
}

/// What changes did, in tables.
struct ChangeTables {
  private let studies: [ChangeStudy]
  private let context: ReportContext

  private var metrics: [RankingMetric] { context.catalog.metrics }

  init(_ studies: [ChangeStudy], _ context: ReportContext) {
    self.studies = studies
    self.context = context
  }

  /// A caption that says what every row has in common, and names a smoke run as such.
  func caption(_ what: String) -> String {
    (context.input.warning.map { "\($0). " } ?? "") + what
      + " Protocol, where a row does not say otherwise: \(context.catalog.protocolText)."
  }

  var all: [ReportTable] { [references, effects] }

  /// The methods as in the paper.
  var references: ReportTable {
    var table = ReportTable(
      caption: caption("The references."),
      columns: [.text("data set"), .text("method")] + metrics.map { .number($0.title) } + [
        .number("best epoch"), .number("loss of epoch 1"),
      ])
    for study in studies {
      for group in study.references {
        table.append(
          [
            .text(study.title), .text(study.layout.title(of: group.configuration)),
          ] + metrics.map { .measured(group.best($0), decimals: 4) } + [
            .known(group.bestEpoch, decimals: 1), .known(group.loss(ofEpoch: 1), decimals: 4),
          ])
      }
    }
    return table
  }

  /// Each change and method, the worst change first.
  var effects: ReportTable {
    var table = ReportTable(
      caption: caption("One thing changed at a time: difference from the reference, same seeds."),
      columns: [.text("change"), .text("method")] + metrics.map { .number($0.title) }
        + metrics.map { .number("Δ \($0.title)") }
        + metrics.map { .number("p of \($0.title)") } + [.text("verdict")])
    for study in studies {
      for row in study.rows {
        table.beginSection()
        for effect in row.effects {
          var cells: [ReportTable.Cell] = [.text(row.change.title), .text(effect.method)]
          cells += metrics.map { .measured(effect.group.best($0), decimals: 4) }
          cells += metrics.map { .measuredDifference(effect.difference($0), decimals: 4) }
          cells += metrics.map { Self.probability(effect.comparison($0)?.tests) }
          table.append(cells + [.text(ChangeReading.verdict(on: effect))])
        }
      }
    }
    return table
  }

  /// Everything, for programs.
  var data: ReportTable {
    var table = ReportTable(
      caption: "One thing changed at a time.",
      columns: [.text("dataset"), .text("change"), .text("settings"), .text("method")]
        + metrics.flatMap { metric -> [ReportTable.Column] in
          [
            .number(metric.column), .number("reference_\(metric.column)"),
            .number("difference_\(metric.column)"), .number("difference_sd_\(metric.column)"),
            .number("lower_\(metric.column)"), .number("upper_\(metric.column)"),
            .number("p_holm_\(metric.column)"), .number("p_t_test_\(metric.column)"),
          ]
        } + [.number("loss_epoch_1"), .number("best_epoch"), .number("decline"), .text("verdict")]
        + ProvenanceColumns.columns)
    for study in studies {
      for effect in study.rows.flatMap(\.effects) {
        table.append(
          [
            .text(study.dataset), .text(effect.change.title), .text(effect.change.settings),
            .text(effect.method),
          ] + metrics.flatMap { Self.numbers(effect, $0) } + [
            .known(effect.group.loss(ofEpoch: 1), decimals: 6), .known(effect.group.bestEpoch, decimals: 1),
            .known(effect.group.decline, decimals: 6), .text(ChangeReading.verdict(on: effect)),
          ] + ProvenanceColumns.cells(for: [effect.group], scale: context.input.scale))
      }
    }
    return table
  }

  var notes: [String] {
    let primary = studies.first?.layout.primary.title ?? "the first metric"
    var notes = [
      "Changes are sorted by their mean difference in \(primary) over the methods, the worst first.",
      "Differences are those of runs of one seed: mean ± sample standard deviation over seeds. p is of those differences over "
        + "users and seeds together, after Holm's correction over all comparisons of the data set. A difference is called real "
        + "if p is below \(fixed(RuleTest.usualLevel, decimals: 2)); a verdict is of the metrics that really differ.",
    ]
    let groups = studies.flatMap(\.groups)
    let missing = groups.filter(\.finished.isEmpty)
    if !missing.isEmpty {
      notes.append("\(missing.count) of \(groups.count) configurations have no finished run.")
    }
    return notes + context.omissionNotes
  }

  private static func probability(_ tests: Comparison.Tests?) -> ReportTable.Cell {
    tests.map { .probability($0.pHolm) } ?? .missing
  }

  private static func numbers(_ effect: ChangeEffect, _ metric: RankingMetric) -> [ReportTable.Cell] {
    let (difference, tests) = (effect.difference(metric), effect.comparison(metric)?.tests)
    return [
      .known(effect.group.best(metric)?.mean, decimals: 6),
      .known(effect.reference.best(metric)?.mean, decimals: 6),
      .known(difference?.mean, decimals: 6), .known(difference?.standardDeviation, decimals: 6),
      .known(tests?.lower, decimals: 6), .known(tests?.upper, decimals: 6),
      tests.map { .probability($0.pHolm) } ?? .missing, tests.map { .probability($0.tTest) } ?? .missing,
    ]
  }
}
