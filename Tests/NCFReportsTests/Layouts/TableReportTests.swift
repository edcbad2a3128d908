import NCFReports
import Testing

@Suite struct TableReportTests {
  @Test func setsRunsBesideThePaper() throws {
    let document = try Shipped.document("table-2", .ofThePaper())
    let row = try #require(
      csvRows(document.data.csv).first {
        $0["variant"] == "with pre-training" && $0["factors"] == "16" && $0["metric"] == "hr@10"
      })
    #expect(row["published"] == "0.707" && row["reproduced"] == "0.710000" && row["difference"] == "0.003000")
    #expect(document.markdown.contains("+0.0030"))
  }

  @Test func aPartOfADataSetStandsOnItsOwnBesideThePublishedWhole() throws {
    var runs = SampleRuns.ofThePaper()
    runs.add("neumf", dataset: "pinterest-37501", factors: 8, pretraining: false, hitRatio: 0.8)
    runs.add("neumf", dataset: "mine", factors: 8, pretraining: false, hitRatio: 0.8)
    let document = try Shipped.document("table-2", runs)
    let rows = csvRows(document.data.csv).filter {
      $0["variant"] == "without pre-training" && $0["metric"] == "hr@10"
    }
    #expect(rows.map { $0["dataset"] }.suffix(2) == ["pinterest-37501", "mine"])
    #expect(rows.suffix(2).map { $0["published"] } == ["0.869", ""])
    #expect(document.markdown.contains("| Pinterest (first 37,501 of 55,187 users) |"))
    #expect(!document.markdown.contains("pinterest-20"))
  }

  @Test func absentDatasetIsReportedAsAbsent() throws {
    let document = try Shipped.document(
      "table-2", .ofThePaper(), absent: [AbsentDataset(name: "pinterest-20", remedy: "get it")])
    let rows = csvRows(document.data.csv).filter { $0["dataset"] == "pinterest-20" }
    #expect(rows.count == 16)
    #expect(rows.allSatisfy { $0["reproduced"] == "" && $0["published"] != "" })
    #expect(document.notes == ["The data set pinterest-20 is absent: get it."])
  }

  @Test(arguments: [("table-3", "hr@10", "0.671"), ("table-4", "ndcg@10", "0.399")])
  func hasAColumnForEachDepth(name: String, metric: String, published: String) throws {
    let document = try Shipped.document(name, .ofThePaper())
    let rows = csvRows(document.data.csv).filter { $0["factors"] == "8" }
    #expect(rows.map { $0["variant"]! } == ["MLP-0", "MLP-1", "MLP-2", "MLP-3", "MLP-4"])
    #expect(rows.allSatisfy { $0["metric"] == metric })
    #expect(rows[3]["published"] == published)
    if metric == "hr@10" {
      #expect(rows.map { $0["reproduced"]! } == ["0.450000", "0.630000", "0.640000", "0.650000", "0.660000"])
    }
  }

  /// Where columns say how the epoch is chosen, one protocol does not shut the other out.
  @Test func protocolsMayStandSideBySide() throws {
    var runs = SampleRuns.ofThePaper()
    runs.add("neumf", factors: 8, pretraining: false, hitRatio: 0.8, selection: .validation)
    let document = try Shipped.document("stated-protocol", runs)
    let rows = csvRows(document.data.csv).filter { row in
      row["dataset"] == "ml-1m" && row["factors"] == "8" && row["variant"]?.hasPrefix("NeuMF, the") == true
    }
    #expect(rows.map { $0["published"] } == ["0.688", "0.688"])
    #expect(rows.last?["reproduced"] == "0.800000")
    #expect(rows.first?["reproduced"] != "0.800000" && rows.first?["reproduced"] != "")
    #expect(document.caption.contains("as stated for each"))
  }

  /// Some papers print three decimals, some four.
  @Test func publishedNumbersKeepTheirDigits() throws {
    var runs = SampleRuns()
    runs.add("mf-sgd", factors: 192, hitRatio: 0.73, selection: .last)
    #expect(try Shipped.document("rendle-dimensions", runs).markdown.contains("0.7294"))
  }
}
