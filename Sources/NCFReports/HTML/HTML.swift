/// A piece of an HTML document, put together from elements and text. Text is escaped; markup is written by this
/// module alone, so that no name in a spec or a database can become markup.
///
///     HTML.element("p", ["class": "note"], [.text("a < b")]).markup      // <p class="note">a &lt; b</p>
public struct HTML: Hashable, Sendable {
  /// Its source.
  public let markup: String

  /// Plain text.
  public static func text(_ text: String) -> HTML { HTML(markup: escaped(text)) }

  /// Plain text in which code stands between backticks.
  public static func prose(_ text: String) -> HTML {
    joined(
      text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
        index.isMultiple(of: 2) ? .text(String(part)) : element("code", [.text(String(part))])
      })
  }

  /// An element with its end tag. Attributes are written in their order.
  public static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: [HTML] = []
  ) -> HTML {
    HTML(markup: "\(tag(name, attributes))\(joined(content).markup)</\(name)>")
  }

  public static func element(_ name: StaticString, _ content: [HTML]) -> HTML { element(name, [:], content) }

  /// An element that has no content and so no end tag, such as `meta`.
  static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
    HTML(markup: tag(name, attributes))
  }

  public static func joined(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined()) }

  /// The pieces on lines of their own.
  static func lines(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map { $0.markup + "\n" }.joined()) }

  private static func tag(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> String {
    "<\(name)" + attributes.map { " \($0)=\"\(escaped($1))\"" }.joined() + ">"
  }

  /// Safe as text and between double quotes. Other control characters than line feed and tab are not allowed in
  /// HTML at all.
  private static func escaped(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
          switch scalar {
          case "&": Array("&amp;".unicodeScalars)
          case "<": Array("&lt;".unicodeScalars)
          case ">": Array("&gt;".unicodeScalars)
          case "\"": Array("&quot;".unicodeScalars)
          case "\n", "\t": [scalar]
          default: scalar.properties.generalCategory == .control ? ["\u{FFFD}"] : [scalar]
          }
        }))
  }
}

/// A whole HTML file, with its style and its script inside.
struct HTMLFile {
  let title: String
  let style: String
  let script: String
  let body: HTML

  var text: String {
    let head = HTML.lines([
      .void("meta", ["charset": "utf-8"]),
      .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .void("meta", ["name": "color-scheme", "content": "light dark"]),
      // Nothing may be loaded from anywhere, whatever stands in the page.
      .void(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content":
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'",
        ]),
      .void("link", ["rel": "icon", "href": "data:,"]),
      .element("title", [.text(title)]),
      .element("style", [HTML(markup: "\n" + style)]),
    ])
    let content = HTML.lines([
      .element("header", [.element("h1", [.text(title)])]),
      .element("main", [HTML(markup: "\n" + body.markup)]),
      .element("script", [HTML(markup: "\n" + script)]),
    ])
    return
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n\(head.markup)</head>\n<body>\n\(content.markup)</body>\n</html>\n"
  }
}

/// The page's style sheet and script, which are built into the program.
enum Asset {
  static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
  static let script = String(decoding: PackageResources.report_js, as: UTF8.self)
  /// What a page that follows a sweep has in addition.
  static let live = String(decoding: PackageResources.live_js, as: UTF8.self)
}
