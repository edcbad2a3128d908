/// A change that re-implementations often make, with what is known of it beside the numbers.
struct KnownChange: Sendable {
  /// The settings that it changes, and the values; a list setting that differs by method has several.
  let values: [String: Set<String>]
  /// Settings that may change with it, since not every method has them.
  let companions: Set<String>
  /// What is done instead of what.
  let title: String
  /// How it is recognised without these runs. What the runs show stands beside it.
  let symptom: String
  /// Why the figures do not compare with the paper's; nil if they do, since only the training differs.
  let incomparable: String?
  /// The public threads that report it: "guoyang9/NCF#6".
  let threads: [String]

  private init(
    _ values: [String: Set<String>], companions: Set<String> = [], _ title: String, symptom: String,
    incomparable: String? = nil, threads: [String] = []
  ) {
    self.values = values
    self.companions = companions
    self.title = title
    self.symptom = symptom
    self.incomparable = incomparable
    self.threads = threads
  }

  func matches(_ change: SettingChange) -> Bool {
    values.allSatisfy { key, allowed in
      (change.values[key] ?? nil).map(allowed.contains) ?? false
    } && Set(change.values.keys).subtracting(values.keys).isSubset(of: companions)
  }

  static let all: [KnownChange] = [
    KnownChange(
      ["embedding_deviation": ["1.0"]], "Embeddings from N(0, 1), not from N(0, 0.01²)",
      symptom:
        "No initialisation is written down: N(0, 1) is the default of some frameworks, such as PyTorch's "
        + "`nn.Embedding`.",
      threads: ["yihong-chen/neural-collaborative-filtering#12"]),
    KnownChange(
      ["negative_draws": ["once"]], "Training negatives drawn once, not for each epoch",
      symptom:
        "Negatives are drawn where the data are loaded, not where an epoch begins: the model can learn the list by "
        + "heart.",
      threads: ["guoyang9/NCF#4", "guoyang9/NCF#6"]),
    KnownChange(
      ["negative_items": ["all"]], "Training negatives that may be the user's positives",
      symptom: "Nothing checks a drawn negative against the user's training items."),
    KnownChange(
      ["l2_embeddings": ["0.01"]], companions: ["l2_layers"], "L2 of 0.01 on every step, not 0",
      symptom:
        "A weight decay or an L2 of 0.01 in the settings: it pulls every weight towards zero in every step, and the "
        + "scores towards each other.",
      threads: [
        "yihong-chen/neural-collaborative-filtering#6", "yihong-chen/neural-collaborative-filtering#12",
        "yihong-chen/neural-collaborative-filtering#13",
      ]),
    KnownChange(
      ["batch_size": ["1024"]], "Batches of 1,024 with the same learning rate, not of 256",
      symptom: "4 times fewer steps in each epoch, of the same size."),
    KnownChange(
      ["batch_size": ["99000"]], "Batches of 99,000 with the same learning rate, not of 256",
      symptom: "387 times fewer steps in each epoch, of the same size.",
      threads: ["tensorflow/models#10073"]),
    KnownChange(
      ["held_out": ["random"]], "A random item of each user held out, not the latest",
      symptom: "The split does not look at timestamps, or shuffles before it splits.",
      incomparable: "it is another test", threads: ["recommenders-team/recommenders#960"]),
    KnownChange(
      ["ties": ["for"]], "Ties counted for the test item, not against it",
      symptom:
        "The test item comes first in its list, and the sort is stable or the comparison strict. A model "
        + "whose scores are all equal then has an HR@10 of 1.",
      incomparable: "the metric is another one"),
    KnownChange(
      ["own_negative": ["counted"]], "The test item left among its own negatives, not taken out",
      symptom:
        "Lists hold 99 negatives of which one is the test item itself (156 users of ml-1m): it can never be "
        + "first there.",
      incomparable: "the test lists are others"),
    KnownChange(
      ["test_negatives": ["redrawn"]], "Test negatives drawn anew, not those of the files",
      symptom: "The files `NAME.test.negative` are not read. Every draw gives other figures.",
      incomparable: "the test lists are others", threads: ["guoyang9/NCF#6"]),
    KnownChange(
      ["selection": ["last"]], "The last epoch's figures, not the best epoch's",
      symptom:
        "The authors' code prints the best epoch, chosen on the test set; what is reported here is the end of training.",
      incomparable: "the paper's figures are those of the best epoch"),
    KnownChange(
      ["learner": ["adam"]], "Pre-training finished with Adam, not with SGD",
      symptom:
        "One learner for both stages. The paper goes on with SGD, since Adam would start without its momentum."
    ),
  ]
}
