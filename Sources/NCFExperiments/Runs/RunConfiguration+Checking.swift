import NCFDiagnostics
import NCFModels

extension RunConfiguration {
  /// The configuration with each value in its hyperparameter's own type, as specs give it.
  ///
  /// A stored configuration may be of another release, or have been edited.
  ///
  /// - Throws: `InputError` if there is no such method, or the values are not all of its hyperparameters, in range.
  func checked(by methods: [any Method]) throws -> RunConfiguration {
    func refusal(_ problem: String) -> InputError {
      InputError(
        .badContent, problem: "a stored run of \"\(method)\" cannot be repeated: \(problem)",
        remedy: "repeat it with the release that made it")
    }
    guard let method = methods.first(where: { $0.name == method }) else {
      throw refusal("there is no such method")
    }
    guard SettingKey.dataset.accept(.text(dataset)) != nil else {
      throw refusal("its data set has no valid name")
    }
    let parameters = method.parameters
    for (key, value) in values.values {
      guard parameters.first(where: { $0.key == key })?.accept(value) != nil else {
        throw refusal("\(key) is \(value)")
      }
    }
    // Normal form leaves out what follows from the rest: completed, it has to come out again.
    guard let normal = try? method.complete(values.values) else {
      throw refusal("its values contradict each other")
    }
    guard (try? evaluation.check(with: selection)) != nil else {
      throw refusal("its protocol contradicts itself")
    }
    let checked = RunConfiguration(
      dataset: dataset, method: method.name, values: normal, selection: selection, evaluation: evaluation)
    guard checked.canonicalJSON == canonicalJSON else { throw refusal("its values are not complete") }
    return checked
  }
}
