import Foundation
import Testing

@Suite("Training one run from flags") struct TrainTests {
  @Test("flags like the authors' train a run and save its weights") func weights() throws {
    try Program.withFolder { folder in
      let out = "\(folder)/neumf.safetensors"
      let outcome = try Program.run([
        "train", "--model", "neumf", "--dataset", "sample", "--epochs", "2", "--batch-size", "128",
        "--num-factors",
        "8", "--layers", "[32,16,8]", "--reg-layers", "0,0", "--num-neg", "2", "--lr", "0.005", "--learner",
        "adam",
        "--verbose", "0", "--out", out, "--db", "\(folder)/ncf.sqlite",
      ])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("best epoch"))
      let header = try #require(FileManager.default.contents(atPath: out)).prefix(2000)
      let text = String(decoding: header, as: UTF8.self)
      for name in ["mf_user.weight", "mlp_item.weight", "tower.1.weight", "prediction.bias"] {
        #expect(text.contains(name), "\(name)")
      }
    }
  }

  @Test("an unknown method is refused with the known ones") func unknownMethod() throws {
    try Program.withFolder { folder in
      let outcome = try Program.run([
        "train", "--model", "neumff", "--dataset", "sample", "--db", "\(folder)/ncf.sqlite",
      ])
      #expect(outcome.exitCode == 65)
      #expect(outcome.errors.contains("neumf"))
    }
  }
}
