import Foundation

/// A report page that follows a sweep: above the report stands how far the runs have come, and both are brought up to
/// date by what the server sends.
public struct LivePage: Sendable {
  public let page: ReportPage
  public let progress: SweepProgress
  /// Changes when the report does.
  public let version: String

  public init(page: ReportPage, progress: SweepProgress, version: String) {
    self.page = page
    self.progress = progress
    self.version = version
  }

  /// The whole file.
  ///
  /// - Throws: What `draw` throws.
  public func html(draw: (FigureDescription) throws -> Data) rethrows -> String {
    let body = HTML.lines([
      .element("div", ["id": "progress", "aria-live": "off"], [progress.html]),
      .element(
        "p", ["id": "connection", "class": "warning", "hidden": ""], [.text("The server does not answer.")]),
      .element("div", ["id": "report", "data-version": version], [try page.body(draw: draw)]),
    ])
    return HTMLFile(title: page.title, style: Asset.style, script: Asset.script + Asset.live, body: body).text
  }
}
