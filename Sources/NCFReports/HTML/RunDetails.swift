import Foundation
import NCFEvaluation
import NCFExperiments

/// One run, folded up: its configuration, its figures, its curve and where it comes from.
struct RunDetails {
  let run: PlannedRun
  /// Nil if nothing is stored of it.
  let record: RunRecord?
  /// What is shown of its quality.
  let metrics: [RankingMetric]
  /// What the page calls it.
  let name: String

  /// A link to the details of a run, by its short identity.
  static func link(to identity: String, text: String? = nil) -> HTML {
    .element("a", ["href": "#\(anchor(of: identity))"], [.text(text ?? identity)])
  }

  private static func anchor(of identity: String) -> String { "run-\(identity)" }

  var html: HTML {
    let identity = run.identity.short
    return .element(
      "details", ["class": "run", "id": Self.anchor(of: identity)],
      [
        .element(
          "summary",
          [
            .element("span", ["class": "label"], [.text(name)]),
            .element("span", ["class": "outcome"], [.text(outcome)]),
          ])
      ] + [figures, lists, curves, epochs, configuration, provenance].compactMap { $0 })
  }

  private var status: String { Provenance.Entry(run: run, record: record).state.rawValue }

  private var outcome: String {
    guard let result = record?.result else { return status }
    return metrics.map { "\($0.title) \(fixed(result.value(of: $0), decimals: 4))" }.joined(separator: " · ")
  }

  // MARK: What it found

  /// Each metric at every cut-off, as far as it was kept.
  private var figures: HTML? {
    guard let result = record?.result else { return nil }
    let cutoffs = Array(1...RankingMetrics.largestCutoff)
    var table = ReportTable(
      caption: "On the test task.", columns: [.text("")] + cutoffs.map { .number("K = \($0)") })
    for (name, value) in [("best", result.value), ("last", result.last.value)]
      as [(String, (RankingMetric) -> Double?)]
    {
      for metric in metrics.measures {
        table.append(
          [.text("\(metric.title)@K, \(name) epoch")]
            + cutoffs.map { .known(value(RankingMetric(metric, at: $0)), decimals: 4) })
      }
    }
    return table.html()
  }

  /// What is in the lists of the best items, as far as it was measured.
  private var lists: HTML? {
    guard let lists = record?.result?.fullRanking?.lists else { return nil }
    var table = ReportTable(
      caption: "What is in the lists of the best \(TopLists.length) items.",
      columns: [.text("")] + ListMetricRegistry.all.map { .number($0.title) })
    for candidates in ListMetrics.Candidates.allCases {
      table.append(
        [.text(candidates == .sampled ? "of samples" : "of all unseen items")]
          + ListMetricRegistry.all.map {
            .known(lists.value(of: $0, among: candidates), decimals: $0.decimals)
          })
    }
    return table.html()
  }

  private var curves: HTML? {
    guard let record else { return nil }
    let charts =
      [EpochCurve("training loss", of: record) { $0.loss }]
      + metrics.map { metric in EpochCurve(metric.title, of: record) { $0.metrics.value(of: metric) } }
    let curves = charts.compactMap(\.html)
    return curves.isEmpty ? nil : .element("div", ["class": "curves"], curves)
  }

  private var epochs: HTML? {
    guard let record, !record.epochs.isEmpty else { return nil }
    var table = ReportTable(
      caption: "Epochs, measured on the \(run.configuration.selection.rawValue) task.",
      columns: [.number("epoch"), .number("loss")] + metrics.map { .number($0.title) }
        + [.number("training (s)"), .number("evaluation (s)")])
    for epoch in record.epochs {
      table.append(
        [.integer(epoch.epoch), .known(epoch.loss, decimals: 4)]
          + metrics.map { .known(epoch.metrics.value(of: $0), decimals: 4) }
          + [
            .number(epoch.trainingSeconds, decimals: 2), .number(epoch.evaluationSeconds, decimals: 2),
          ])
    }
    return .element(
      "details", [.element("summary", [.text("\(record.epochs.count) epochs")]), table.html()])
  }

  // MARK: How it was made

  private var configuration: HTML {
    let configuration = run.configuration
    let settings = configuration.values.values.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.description)
    }
    return Self.facts(
      "Configuration",
      Self.texts(
        [
          ("data set", configuration.dataset), ("method", MethodStyle.of(configuration.method).title),
          ("best epoch chosen on", "the \(configuration.selection.rawValue) task"),
        ] + settings))
  }

  private var provenance: HTML {
    var facts: [(String, HTML)] = [
      ("run", .text(run.identity.digest)),
      ("state", .text(status + (record?.failure.map { ": \($0)" } ?? ""))),
      ("data digest", .text(run.datasetDigest)),
    ]
    for (role, identity) in run.prerequisites.sorted(by: { $0.key < $1.key }) {
      facts.append(("starts from (\(role))", Self.link(to: identity.short)))
    }
    if let record {
      let environment = record.environment
      facts += Self.texts([
        ("engine", environment.engineText), ("commit", environment.gitCommit ?? "none"),
        ("host", environment.host), ("processor", environment.processor),
        ("toolchain", environment.toolchain),
        ("started", record.started.ISO8601Format()), ("ended", record.ended?.ISO8601Format() ?? "—"),
      ])
    }
    if let result = record?.result {
      facts += Self.texts([("parameters", "\(result.parameterCount)"), ("best epoch", "\(result.bestEpoch)")])
    }
    return Self.facts("Provenance", facts)
  }

  private static func texts(_ facts: [(String, String)]) -> [(String, HTML)] { facts.map { ($0, .text($1)) } }

  private static func facts(_ title: String, _ facts: [(String, HTML)]) -> HTML {
    .element(
      "section", ["class": "facts"],
      [
        .element("h4", [.text(title)]),
        .element(
          "dl", facts.map { .element("div", [.element("dt", [.text($0)]), .element("dd", [$1])]) }),
      ])
  }
}

/// A small chart of one figure by epoch, coloured by the page's style sheet.
struct EpochCurve {
  /// "HR@10".
  let title: String
  /// The points that are known, in the order of the epochs.
  let points: [(epoch: Int, value: Double)]
  /// The epoch that the run is judged by; nil if there is none yet.
  let bestEpoch: Int?

  private static let width = 260.0
  private static let height = 120.0
  /// The frame of the curve inside the picture, from the upper left.
  private static let (left, right, top, bottom) = (46.0, 252.0, 20.0, 100.0)

  init(_ title: String, of record: RunRecord, value: (EpochRecord) -> Double?) {
    self.title = title
    points = record.epochs.compactMap { epoch in
      value(epoch).flatMap { $0.isFinite ? (epoch.epoch, $0) : nil }
    }
    bestEpoch = record.result?.bestEpoch
  }

  /// Nil if there are fewer than two points, and so no curve.
  var html: HTML? {
    guard let first = points.first, let last = points.last, points.count > 1 else { return nil }
    let values = points.map(\.value)
    let (lowest, highest) = (values.min() ?? 0, values.max() ?? 0)
    func place(_ point: (epoch: Int, value: Double)) -> (x: String, y: String) {
      let along = Double(point.epoch - first.epoch) / Double(last.epoch - first.epoch)
      let up = highest > lowest ? (point.value - lowest) / (highest - lowest) : 0.5
      return (
        fixed(Self.left + along * (Self.right - Self.left), decimals: 1),
        fixed(Self.bottom - up * (Self.bottom - Self.top), decimals: 1)
      )
    }
    let path = points.map { point in
      let (x, y) = place(point)
      return "\(x),\(y)"
    }
    let text =
      "from \(fixed(first.value, decimals: 4)) at epoch \(first.epoch) to "
      + "\(fixed(last.value, decimals: 4)) at epoch \(last.epoch)"
    let best = points.first { $0.epoch == bestEpoch }.map(place)
    return .element(
      "svg",
      [
        "class": "curve", "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
        "aria-label": "\(title) by epoch, \(text)",
      ],
      [
        Self.label(title, x: Self.left, y: 12, anchor: "start"),
        Self.label(fixed(highest, decimals: 3), x: Self.left - 5, y: Self.top + 4, anchor: "end"),
        Self.label(fixed(lowest, decimals: 3), x: Self.left - 5, y: Self.bottom + 4, anchor: "end"),
        Self.label("\(first.epoch)", x: Self.left, y: Self.bottom + 16, anchor: "middle"),
        Self.label("\(last.epoch)", x: Self.right, y: Self.bottom + 16, anchor: "end"),
        .element("path", ["class": "axis", "d": "M\(Self.left) \(Self.top)V\(Self.bottom)H\(Self.right)"]),
        .element("polyline", ["points": path.joined(separator: " ")]),
      ] + (best.map { [.element("circle", ["cx": $0.x, "cy": $0.y, "r": "3.5"])] } ?? []))
  }

  private static func label(_ text: String, x: Double, y: Double, anchor: String) -> HTML {
    .element("text", ["x": "\(x)", "y": "\(y)", "text-anchor": anchor], [.text(text)])
  }
}
