import Foundation
import NCFEvaluation
import NCFExperiments
import NCFReports
import NCFStudies
import Testing

@Suite struct ReportPageTests {
  private func page(
    of runs: SampleRuns, metrics: [RankingMetric] = RankingMetric.paper
  ) throws -> ReportPage {
    let folder = try Shipped.paper
    let input = runs.input(of: folder, metrics: metrics)
    return ReportPage(
      title: folder.study.reportTitle,
      documents: folder.study.sections.map { SectionReport($0).document(from: input) },
      verdicts: [VerdictSheet(on: folder.study, from: input)], inputs: [input])
  }

  private func text(_ page: ReportPage) throws -> String { String(decoding: try page.file(), as: UTF8.self) }

  @Test func holdsEveryReportAndRun() throws {
    let runs = SampleRuns.ofThePaper()
    let text = try text(page(of: runs))
    for report in try Shipped.paper.study.sections {
      #expect(text.contains("<section class=\"report\" id=\"\(report.name)\">"))
    }
    for run in runs.runs { #expect(text.contains("id=\"run-\(run.identity.short)\"")) }
    let verdicts = VerdictSheet(on: try Shipped.paper.study, from: runs.input(of: try Shipped.paper)).verdicts
    #expect(text.components(separatedBy: "<details class=\"verdict ").count == 1 + verdicts.count)
    // As published, beside it as reproduced.
    #expect(text.contains(">published<") && text.contains(">reproduced<"))
  }

  /// A metric that is asked for stands in every report but those that are about another one, and with every run.
  @Test func showsAnyMetric() throws {
    let page = try page(
      of: .ofThePaper(), metrics: [.hitRatio(at: 10), .reciprocalRank(at: 10), .ndcg(at: 20)])
    let others = ["table-1", "table-3", "table-4", "stated-protocol", "stated-protocol-ndcg"]
    for document in page.documents where !others.contains(document.name) {
      let title = document.name == "figure-5" ? "MRR@K" : "MRR@10"
      #expect(document.caption.contains(title), "\(document.name)")
    }
    let text = try text(page)
    #expect(
      text.contains("MRR@10") && text.contains("MRR@K, best epoch") && text.contains("NDCG@K, last epoch"))
  }

  /// Epochs of which only HR and NDCG were kept show nothing else, and do not stand in for anything.
  @Test func showsWhatWasNotKeptAsMissing() throws {
    var runs = SampleRuns()
    let run = runs.add("gmf", hitRatio: 0.5)
    let record = try #require(runs.records[run.identity])
    let result = try #require(record.result)
    func kept(_ metrics: RankingMetrics) -> RankingMetrics {
      RankingMetrics(hitRatios: metrics.hitRatios, ndcgs: metrics.ndcgs)
    }
    runs.records[run.identity] = RunRecord(
      identity: record.identity, configuration: record.configuration, datasetDigest: record.datasetDigest,
      status: .finished, failure: nil, environment: record.environment, started: record.started,
      ended: record.ended,
      epochs: record.epochs.map {
        EpochRecord(
          epoch: $0.epoch, loss: $0.loss, metrics: kept($0.metrics), trainingSeconds: 1, evaluationSeconds: 1)
      },
      result: RunResult(
        bestEpoch: result.bestEpoch, best: kept(result.best), last: kept(result.last),
        bestRanks: result.bestRanks, parameterCount: 1))
    let input = runs.input(metrics: [.hitRatio(at: 10), .reciprocalRank])
    let row = try #require(
      csvRows(SectionReport(specNamed: "x", title: nil).document(from: input).data.csv).first)
    #expect(
      row["best MRR"] == String(format: "%.4f", RankingMetric.reciprocalRank.mean(of: result.bestRanks)))
    #expect(row["last MRR"] == "" && row["last HR@10"] != "")
  }

  @Test func needsNothingElse() throws {
    let text = try text(page(of: .ofThePaper()))
    let addresses = text.matches(of: #/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/#).map(\.1)
    #expect(addresses.contains { $0.hasPrefix("#run-") })
    #expect(addresses.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
    #expect(!text.contains("@import") && !text.contains("<script src"))
  }

  @Test func equalRunsGiveEqualBytes() throws {
    #expect(try page(of: .ofThePaper()).file() == page(of: .ofThePaper()).file())
  }

  @Test func noIdStandsTwice() throws {
    let ids = try text(page(of: .ofThePaper())).matches(of: #/ id=["']([^"']*)["']/#).map { String($0.1) }
    #expect(ids.count > 100)
    #expect(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys.isEmpty)
  }

  @Test func hrefsLeadSomewhere() throws {
    let text = try text(page(of: .ofThePaper()))
    let ids = Set(text.matches(of: #/ id=["']([^"']*)["']/#).map { String($0.1) })
    let targets = Set(text.matches(of: #/href=["']#([^"']*)["']/#).map { String($0.1) })
    #expect(targets.subtracting(ids).isEmpty)
  }

  /// A data set may be called anything.
  @Test func namesAreNotMarkup() throws {
    let name = "<script>alert(1)</script>\"><img src=x>"
    var runs = SampleRuns()
    runs.add("gmf", dataset: name, hitRatio: 0.6)
    runs.add("neumf", dataset: name, layers: [64, 32, 16, 8], pretraining: false, hitRatio: 0.7)
    let text = try text(page(of: runs))
    #expect(text.contains("&lt;script&gt;alert(1)"))
    #expect(!text.contains("<script>alert") && !text.contains("<img"))
    #expect(text.components(separatedBy: "<script>").count == 2)
  }

  @Test func unfinishedRunsShowAsSuch() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: nil)
    runs.add("mlp", layers: [64, 32, 16, 8], hitRatio: 0.6, status: .failed)
    let text = try text(page(of: runs))
    #expect(text.contains("<span class=\"outcome\">planned</span>"))
    #expect(text.contains("<span class=\"outcome\">failed</span>"))
  }

  @Test func smokeRunsCarryTheWarning() throws {
    let input = SampleRuns.ofThePaper().input(scale: .smoke)
    let page = ReportPage(
      title: "t", documents: [try Shipped.report("figure-6").document(from: input)], verdicts: [],
      inputs: [input])
    #expect(try text(page).contains("<p class=\"warning\">SMOKE RUN"))
  }
}
