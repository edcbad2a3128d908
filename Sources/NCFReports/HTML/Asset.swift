/// The page's style sheet and script, which are built into the program.
enum Asset {
  static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
  static let script = String(decoding: PackageResources.report_js, as: UTF8.self)
  /// What a page that follows a sweep has in addition.
  static let live = String(decoding: PackageResources.live_js, as: UTF8.self)
}
