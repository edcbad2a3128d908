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
