import Foundation
import NCFEvaluation
import NCFReports
import NCFStudies
import Testing

extension SampleRuns {
  /// Runs of the whole paper on one data set, with results that bear out every claim.
  static func ofThePaper(dataset: String = "ml-1m") -> SampleRuns {
    var runs = SampleRuns()
    // Enough for a difference of one in a hundred to be no chance.
    runs.userCount = 1000
    runs.add("itempop", dataset: dataset, factors: nil, seed: nil, hitRatio: 0.45)
    runs.add("itemknn", dataset: dataset, factors: nil, seed: nil, hitRatio: 0.61)
    for (index, factors) in [8, 16, 32, 64].enumerated() {
      let gain = 0.01 * Double(index)
      runs.add("bpr", dataset: dataset, factors: factors, hitRatio: 0.60 + gain)
      runs.add("eals", dataset: dataset, factors: factors, hitRatio: 0.61 + gain)
      runs.add(
        "gmf", dataset: dataset, factors: factors, negatives: 4, hitRatio: 0.64 + gain,
        curve: earlyCurve(to: 0.64 + gain))
      for depth in 0...4 {
        runs.add(
          "mlp", dataset: dataset, factors: factors, layers: tower(factors, depth: depth), negatives: 4,
          hitRatio: depth == 0 ? 0.45 : 0.62 + 0.01 * Double(depth) + gain,
          curve: earlyCurve(to: depth == 0 ? 0.45 : 0.62 + 0.01 * Double(depth) + gain))
      }
      for pretraining in [true, false] {
        runs.add(
          "neumf", dataset: dataset, factors: factors, layers: tower(factors, depth: 3), negatives: 4,
          pretraining: pretraining, hitRatio: (pretraining ? 0.70 : 0.69) + gain,
          curve: earlyCurve(to: (pretraining ? 0.70 : 0.69) + gain))
      }
    }
    for negatives in 1...10 where negatives != 4 {
      let loss = (3...6).contains(negatives) ? 0.001 : 0.03
      runs.add(
        "gmf", dataset: dataset, factors: 16, negatives: negatives, hitRatio: 0.65 - loss)
      runs.add(
        "mlp", dataset: dataset, factors: 16, layers: tower(16, depth: 3), negatives: negatives,
        hitRatio: 0.66 - loss)
      runs.add(
        "neumf", dataset: dataset, factors: 16, layers: tower(16, depth: 3), negatives: negatives,
        pretraining: true, hitRatio: 0.71 - loss)
    }
    return runs
  }

  static func tower(_ factors: Int, depth: Int) -> [Int] { (0...depth).map { factors << (depth - $0) } }

  /// 30 iterations, of which the tenth has 95% of the gain.
  static func earlyCurve(to best: Double) -> [Double] {
    (0...30).map { iteration in
      let share = iteration <= 10 ? 0.095 * Double(iteration) : 0.95 + 0.05 * Double(iteration - 10) / 20
      return 0.1 + (best - 0.1) * share
    }
  }
}

/// The studies that ship.
enum Shipped {
  static let experiments = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../experiments").standardizedFileURL.path

  static var paper: StudyFolder { get throws { try StudyFolder(path: "\(experiments)/he-2017") } }
  static var revisited: StudyFolder { get throws { try StudyFolder(path: "\(experiments)/revisited") } }
  static var whyLower: StudyFolder { get throws { try StudyFolder(path: "\(experiments)/why-lower") } }

  /// The sections of the paper, in its order.
  static let sections = [
    "table-1", "figure-4", "figure-5", "figure-6", "figure-7", "table-2", "table-3", "table-4",
  ]

  /// The report of a section, from made-up runs beside what the study says.
  static func document(
    _ name: String, _ runs: SampleRuns, scale: ReportInput.Scale = .full, absent: [AbsentDataset] = [],
    metrics: [RankingMetric] = RankingMetric.paper
  ) throws -> ReportDocument {
    let folder = try #require(StudyLibrary(path: experiments).section(named: name)).folder
    return try report(name).document(
      from: runs.input(scale: scale, of: folder, absent: absent, metrics: metrics))
  }

  /// A page, from made-up runs.
  static func page(
    _ name: String, _ runs: SampleRuns, scale: ReportInput.Scale = .full
  ) throws -> PageDocument {
    let (folder, page) = try #require(StudyLibrary(path: experiments).page(named: name))
    return PageMaker(page, of: folder.study, from: runs.input(scale: scale, of: folder)).document()
  }

  /// The verdicts on the paper's claims.
  static func sheet(_ input: ReportInput) throws -> VerdictSheet {
    VerdictSheet(on: try paper.study, from: input)
  }

  static func report(_ name: String) throws -> SectionReport {
    SectionReport(try #require(StudyLibrary(path: experiments).section(named: name)).section)
  }
}

/// The fields of a CSV file's rows by heading; the samples hold no quoted line breaks.
func csvRows(_ text: String) -> [[String: String]] {
  let lines = text.split(separator: "\n").map { line in
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
  guard let headings = lines.first else { return [] }
  return lines.dropFirst().map { Dictionary(zip(headings, $0)) { first, _ in first } }
}
