import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFReports
import NCFServer
import NCFStore
import NCFTestSupport

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A server on a free port over a database in a folder of its own, for as long as `body` takes.
struct LiveServer {
  let address: URL
  let database: String

  static func serve(
    experiments: [String] = [], _ body: @Sendable (LiveServer) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let database = folder.path("ncf.sqlite")
    let reports = StoredReports(experiments: experiments, studies: [], scale: .full)
    let gnuplot = try Gnuplot()
    let server = try ReportServer(
      report: LiveReport(path: database, reports: reports) { try gnuplot.draw($0, as: .svg) }, port: 0,
      interval: .milliseconds(20))
    let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
    let serving = Task { try await server.run { continuation.yield($0) } }
    defer { serving.cancel() }
    for await address in addresses {
      guard let url = URL(string: address) else { continue }
      try await body(LiveServer(address: url, database: database))
      break
    }
  }

  func answer(
    _ path: String, method: String = "GET", host: String? = nil
  ) async throws -> (status: Int, headers: [AnyHashable: Any], body: String) {
    guard let url = URL(string: path, relativeTo: address) else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    if let host { request.setValue(host, forHTTPHeaderField: "Host") }
    let (body, response) = try await URLSession.shared.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    return (response.statusCode, response.allHeaderFields, String(decoding: body, as: UTF8.self))
  }

  /// Two runs of an experiment: one finished, one in its first epoch for as long as the store is kept.
  @discardableResult
  func sweep(named name: String, dataset: String = "ml-1m") throws -> ResultStore {
    let store = try ResultStore(path: database, mode: .readWrite)
    let environment = RunEnvironment(
      engineVersion: "0.1.0", numericsVersion: EngineVersion.numerics, gitCommit: nil, host: "host",
      processor: "processor", toolchain: "Swift")
    let runs = [8, 16].map { factors in
      let configuration = RunConfiguration(
        dataset: dataset, method: "gmf",
        values: Hyperparameters(["factors": .integer(factors), "epochs": .integer(4), "seed": .integer(1)]))
      return PlannedRun(
        identity: RunIdentity(of: configuration, datasetDigest: "d"), configuration: configuration,
        datasetDigest: "d", cost: 1)
    }
    let specification = #"{"name": "\#(name)", "settings": {"dataset": "x", "model": "gmf"}}"#
    try store.register(experiment: name, specification: specification, runs: runs)
    let metrics = RankingMetrics(ranks: [1, 2, 30])
    for run in runs {
      _ = try store.begin(run, environment: environment)
      for epoch in 0...1 {
        try store.record(
          EpochRecord(
            epoch: epoch, loss: epoch == 0 ? nil : 0.25, metrics: metrics, trainingSeconds: 2,
            evaluationSeconds: 1),
          of: run.identity)
      }
    }
    try store.finish(
      runs[0].identity,
      result: RunResult(bestEpoch: 1, best: metrics, last: metrics, bestRanks: [1, 2, 30], parameterCount: 7))
    return store
  }
}
