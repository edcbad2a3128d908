import NCFExperiments

/// A small chart of one figure by iteration, coloured by the page's style sheet.
struct EpochCurve {
  /// "HR@10".
  let title: String
  /// The points that are known, in the order of the iterations.
  let points: [(epoch: Int, value: Double)]
  /// The iteration that the run is judged by; nil if there is none yet.
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
      "from \(fixed(first.value, decimals: 4)) at iteration \(first.epoch) to "
      + "\(fixed(last.value, decimals: 4)) at iteration \(last.epoch)"
    let best = points.first { $0.epoch == bestEpoch }.map(place)
    return .element(
      "svg",
      [
        "class": "curve", "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
        "aria-label": "\(title) by iteration, \(text)",
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
