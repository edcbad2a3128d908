import Foundation
import NCFCluster
import NCFData
import NCFExperiments
import NCFModels

/// Plans of real methods on the sample that ships with the project.
enum SamplePlan {
  static let library = DatasetLibrary { name in
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try DatasetReader.read(
      DatasetLocator(explicit: root.appendingPathComponent("Data").path, environment: [:]).locate(name))
  }

  /// Two NeuMF that start from a GMF and an MLP, and `factors` more GMF.
  static func request(factors: [Int] = [16, 32], name: String = "x") throws -> SweepRequest {
    let source = """
      {"name": "\(name)", "settings": {"dataset": "sample", "epochs": 1}, "groups": [
        {"settings": {"model": "neumf", "pretraining": true, "factors": 8}, "sweep": {"pretraining_alpha": [0.4, 0.6]}},
        {"settings": {"model": "gmf"}, "sweep": {"factors": \(factors)}}]}
      """
    return SweepRequest(
      specs: [try ExperimentSpec(source: source, file: "\(name).json")], settings: [], seeds: 1, scale: .full)
  }

  static let settings = SweepManifest.Settings(
    data: nil, database: "/home/me/ncf.sqlite", keepsWeights: false, retriesFailed: false,
    checkpointSeconds: 60)
}
