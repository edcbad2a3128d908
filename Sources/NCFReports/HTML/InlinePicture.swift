import Foundation

/// A picture of gnuplot's that stands inside a page, where several of them share one document.
struct InlinePicture {
  /// What a screen reader calls it.
  let title: String
  /// The file as it was drawn.
  let svg: Data
  /// Sets its ids apart from those of the page's other pictures.
  let name: String

  var html: HTML {
    var text = String(decoding: svg, as: UTF8.self)
    // The declaration belongs to a file.
    if let start = text.range(of: "<svg") { text = String(text[start.lowerBound...]) }
    // Titles become tooltips, and gnuplot's are names for itself.
    text = text.replacing(/<title>[^<]*<\/title>/, with: "")
      .replacing(#/ id=(['"])/#) { " id=\($0.1)\(name)-" }
      .replacing("xlink:href='#", with: "href='#\(name)-")
      .replacing(/\n\s*\n+/, with: "\n")
    return .element(
      "div", ["class": "picture scroll", "tabindex": "0", "role": "img", "aria-label": title],
      [HTML(markup: text)])
  }
}

extension FigureDescription {
  /// The same without the small print, which a page has as text.
  public var withoutNote: FigureDescription {
    FigureDescription(name: name, note: "", warning: warning, rows: rows)
  }
}
