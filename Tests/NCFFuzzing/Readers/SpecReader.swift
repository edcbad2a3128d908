import Foundation
import NCFDiagnostics
import NCFExperiments

/// Specs: parsed, decoded and expanded into runs.
public struct SpecReader: FuzzedReader {
  public static let name = "specs"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let groups = #"""
      {"$schema": "schema.json", "name": "x", "title": "T", "description": "D",
       "settings": {"dataset": "sample", "epochs": 3, "selection": "validation"},
       "groups": [{"settings": {"model": "neumf", "pretraining": true}, "sweep": {"factors": [8, 16]}},
                  {"sweep": {"model": ["gmf", "bpr", "eals"], "learning_rate": [0.1, 1e-3]}},
                  {"settings": {"model": "mlp", "layers": [64, 32, 16], "l2_layers": [0.1, 0]}}],
       "smoke": {"epochs": 1}}
      """#
    let sweep =
      #"{"name":"neg_ratio","settings":{"dataset":"ml-1m","model":"itemknn"},"sweep":{"neighbours":[0,1,2]}}"#
    let text =
      #"{"name": "t", "title": "\u00e9\ud83e\udd80\n\"", "settings": {"dataset": "a.b-c_d", "model": "itempop"}}"#
    let search = #"""
      {"name": "s", "settings": {"dataset": "sample", "selection": "validation", "epochs": 9}, "refit": {"seeds": 2},
       "sweep": {"model": ["gmf", "itemknn"]},
       "search": {"budget": 9, "seed": 3, "sampling": "sobol", "halving": {"first": 1, "eta": 3}, "ranges": {
         "factors": {"values": [8, 16], "limit": "high"}, "learning_rate": {"log": [1e-4, 0.1], "limit": "both"}}}}
      """#
    let grid = #"""
      {"name": "g", "settings": {"dataset": "sample", "selection": "validation", "model": "bpr"}, "refit": false,
       "search": {"sampling": "grid", "ranges": {"factors": [8, 16], "l2": {"linear": [0, 1], "points": 3}}}}
      """#
    let timed =
      #"{"name":"t","settings":{"dataset":"a","selection":"validation","model":"ease"},"search":{"budget":{"seconds":60},"ranges":{"l2":{"log":[1,9]}}}}"#
    let shipped = try ["he-2017/figure-6", "he-2017/table-4", "revisited/factorisation"].map {
      try ProjectFile.bytes("experiments/\($0).json")
    }
    seeds = [groups, sweep, text, search, grid, timed].map { Array($0.utf8) } + shipped
  }

  public func read(_ input: [UInt8]) throws {
    guard let text = String(validating: input, as: UTF8.self) else {
      throw InputError(.badContent, problem: "expected text in UTF-8")
    }
    let spec = try ExperimentSpec(source: text, file: "spec.json")
    try Violation.require(spec.source == text, "the text has changed")
    try Violation.require(
      !spec.name.isEmpty
        && spec.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) },
      "the name \(spec.name) is no part of a path")
    let runs = try spec.expand()
    try Violation.require(Set(runs).count == runs.count, "a run stands twice")
    for run in runs.prefix(20) {
      try Violation.require(
        !run.dataset.contains("/") && !run.dataset.hasPrefix("."), "data set \(run.dataset)")
      try Violation.require(!run.canonicalJSON.isEmpty, "a run without a form")
    }
  }
}
