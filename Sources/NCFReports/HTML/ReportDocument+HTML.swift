extension ReportDocument {
  /// The report as a section of a page.
  ///
  /// - Parameters:
  ///   - picture: Its figure, drawn; nil if it has none, or if it cannot be drawn here.
  ///   - naming: What the page calls its runs.
  func html(picture: InlinePicture?, naming: RunNaming) -> HTML {
    var parts: [HTML] = [.element("h2", [.text(title)])]
    if let warning { parts.append(.element("p", ["class": "warning"], [.text(warning)])) }
    if let picture {
      parts.append(
        .element(
          "figure",
          [figure?.narrowLegend, picture.html, .element("figcaption", [.prose(caption)])].compactMap { $0 }))
    }
    parts += tables.map { $0.html() }
    if !notes.isEmpty {
      parts.append(.element("ul", ["class": "notes"], notes.map { .element("li", [.prose($0)]) }))
    }
    parts += [provenance.html(naming)].compactMap { $0 }
    return .element("section", ["class": "report", "id": name], parts)
  }
}

extension Provenance {
  /// The runs behind a report, folded up, each with a link to its details.
  fileprivate func html(_ naming: RunNaming) -> HTML? {
    guard !entries.isEmpty else { return nil }
    let finished = entries.count { $0.status == "finished" }
    return .element(
      "details",
      [
        .element("summary", [.text("Runs behind these numbers: \(finished) of \(entries.count) finished")]),
        .element(
          "ul", ["class": "links"],
          entries.map { entry in
            .element(
              "li",
              [
                RunDetails.link(to: entry.run.identity.short, text: naming[entry.run.configuration]),
                .text(entry.status == "finished" ? "" : " (\(entry.status))"),
              ])
          }),
      ])
  }
}

extension FigureDescription {
  /// The legend for screens that show only a part of the picture at a time.
  fileprivate var narrowLegend: HTML {
    .element(
      "ul", ["class": "legend", "aria-hidden": "true"],
      legend.map { style in
        .element(
          "li",
          [
            .element("span", ["class": "swatch", "style": "background: \(style.colour)"]), .text(style.title),
          ])
      })
  }
}
