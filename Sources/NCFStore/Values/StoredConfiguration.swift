import Foundation
import NCFExperiments
import NCFModels

extension RunConfiguration {
  /// The configuration as JSON with sorted keys:
  /// `{"dataset":…,"method":…,"selection":…,"values":{key:value}}`.
  var canonicalJSON: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let form = StoredConfiguration(
      dataset: dataset, method: method, selection: selection, values: values.values)
    guard let data = try? encoder.encode(form) else { preconditionFailure("a configuration has a JSON form") }
    return String(decoding: data, as: UTF8.self)
  }

  init(canonicalJSON: String) throws {
    let form = try JSONDecoder().decode(StoredConfiguration.self, from: Data(canonicalJSON.utf8))
    self.init(
      dataset: form.dataset, method: form.method, values: Hyperparameters(form.values),
      selection: form.selection)
  }
}

private struct StoredConfiguration: Codable {
  let dataset: String
  let method: String
  let selection: RunConfiguration.Selection
  let values: [String: ParameterValue]
}
