import Foundation
import NCFReports
import NCFStore

/// What the server shows: the report of a database that others write to, made anew when it has changed.
public actor LiveReport {
  private let follower: StoreFollower
  private let reports: StoredReports
  private let draw: @Sendable (FigureDescription) throws -> Data
  private var made: (version: String, page: ReportPage)?
  private var pictures: [FigureDescription: Data] = [:]

  /// - Parameters:
  ///   - path: The database, which need not be there yet. It is never written.
  ///   - draw: Gives a figure's SVG file.
  public init(
    path: String, reports: StoredReports, draw: @escaping @Sendable (FigureDescription) throws -> Data
  ) {
    follower = StoreFollower(path: path)
    self.reports = reports
    self.draw = draw
  }

  /// How far the runs have come, and the version of the report.
  ///
  /// - Throws: `InputError` if the database cannot be read.
  func state() throws -> (progress: SweepProgress, version: String) {
    let store = try follower.store()
    let progress = try SweepProgress(of: reports.experiments, in: store)
    // Runs that go on change the progress; only those that ended, or new ones, change the report.
    let ended = (progress.runs ?? []).map { run in
      "\(run.summary.identity.short)\(run.summary.state == .finished || run.summary.state == .failed)"
    }
    let registered = try store?.experiments().map { "\($0.name)\($0.registered.timeIntervalSince1970)" } ?? []
    var hasher = Hasher()
    hasher.combine(ended)
    hasher.combine(registered)
    return (progress, String(UInt(bitPattern: hasher.finalize()), radix: 36))
  }

  /// The whole page.
  ///
  /// - Throws: `InputError` if the database cannot be read or a picture cannot be drawn.
  func page() throws -> String {
    let (progress, version) = try state()
    return try LivePage(page: report(version), progress: progress, version: version).html(draw: picture)
  }

  /// The report alone.
  ///
  /// - Throws: `InputError`, as `page` does.
  func body() throws -> String { try report(state().version).body(draw: picture).markup }

  private func report(_ version: String) throws -> ReportPage {
    if let made, made.version == version { return made.page }
    let page = try reports.page(from: follower.store())
    let figures = Set(page.documents.compactMap { $0.figure?.withoutNote })
    pictures = pictures.filter { figures.contains($0.key) }
    made = (version, page)
    return page
  }

  private func picture(_ figure: FigureDescription) throws -> Data {
    if let known = pictures[figure] { return known }
    let picture = try draw(figure)
    pictures[figure] = picture
    return picture
  }
}
