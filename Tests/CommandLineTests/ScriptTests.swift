import Foundation
import Testing

/// Command lines of the authors' scripts, as their README and their users have them, and what people read in the logs.
@Suite("The authors' command lines") struct ScriptTests {
  /// Word for word from the README of hexiangnan/neural_collaborative_filtering.
  private static let gmf =
    "python GMF.py --dataset ml-1m --epochs 20 --batch_size 256 --num_factors 8 --regs [0,0] --num_neg 4 --lr 0.001 --learner adam --verbose 1 --out 1"
  private static let mlp =
    "python MLP.py --dataset ml-1m --epochs 20 --batch_size 256 --layers [64,32,16,8] --reg_layers [0,0,0,0] --num_neg 4 --lr 0.001 --learner adam --verbose 1 --out 1"
  private static let neumf =
    "python NeuMF.py --dataset ml-1m --epochs 20 --batch_size 256 --num_factors 8 --layers [64,32,16,8] --reg_mf 0 --reg_layers [0,0,0,0] --num_neg 4 --lr 0.001 --learner adam --verbose 1 --out 1"
  private static let pretrained =
    "python NeuMF.py --dataset ml-1m --epochs 20 --batch_size 256 --num_factors 8 --layers [64,32,16,8] --num_neg 4 --lr 0.001 --learner adam --verbose 1 --out 1 --mf_pretrain Pretrain/ml-1m_GMF_8_1501651698.h5 --mlp_pretrain Pretrain/ml-1m_MLP_[64,32,16,8]_1501652038.h5"

  /// A working folder with data under the authors' name: the sample stands in for what may not be part of the project.
  private static func withData(_ body: (URL) throws -> Void) throws {
    try Program.withFolder(isInMemory: true) { path in
      let (folder, data) = (
        URL(fileURLWithPath: path), URL(fileURLWithPath: path).appendingPathComponent("data")
      )
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      for suffix in ["train.rating", "test.rating", "test.negative"] {
        try FileManager.default.copyItem(
          at: Program.root.appendingPathComponent("Data/sample/sample.\(suffix)"),
          to: data.appendingPathComponent("ml-1m.\(suffix)"))
      }
      try body(folder)
    }
  }

  private static func train(_ arguments: [String], in folder: URL) throws -> Program.Outcome {
    try Program.run(
      ["train"] + arguments, environment: ["NCF_DATA_DIR": folder.appendingPathComponent("data").path],
      folder: folder)
  }

  /// The command as it is pasted: `--model gmf` in place of `python GMF.py`.
  private static func paste(_ command: String, in folder: URL) throws -> Program.Outcome {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try train(
      ["--model", words[1].replacing(".py", with: "").lowercased()] + words.dropFirst(2), in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome
  }

  /// What scripts pick out of a log.
  private struct Log {
    struct Iteration: Equatable {
      let number: Int
      let hitRatio: Double
      let ndcg: Double
      let loss: Double
    }

    let lines: [Substring]
    let iterations: [Iteration]
    let initial: (hitRatio: Double, ndcg: Double)
    let best: (iteration: Int, hitRatio: Double, ndcg: Double)
    /// Where the weights are; nil if the log does not say.
    let file: String?

    init(_ outcome: Program.Outcome) throws {
      lines = outcome.output.split(separator: "\n")
      iterations = lines.compactMap { line in
        guard
          let match = line.wholeMatch(
            of:
              /Iteration (\d+) \[\d+\.\d s\]: HR = (\d\.\d{4}), NDCG = (\d\.\d{4}), loss = (\d+\.\d{4}) \[\d+\.\d s\]/
          )
        else { return nil }
        return Iteration(
          number: Int(match.1) ?? -1, hitRatio: Double(match.2) ?? -1, ndcg: Double(match.3) ?? -1,
          loss: Double(match.4) ?? -1)
      }
      let start = try #require(
        outcome.output.firstMatch(
          of: /\nInit: HR = (\d\.\d{4}), NDCG = (\d\.\d{4})(\t \[\d+\.\d s\]| \[\d+\.\d\]|)\n/))
      initial = (Double(start.1) ?? -1, Double(start.2) ?? -1)
      let end = try #require(
        outcome.output.firstMatch(
          of: /\nEnd\. Best Iteration (-?\d+):  HR = (\d\.\d{4}), NDCG = (\d\.\d{4})\. \n/))
      best = (Int(end.1) ?? -2, Double(end.2) ?? -1, Double(end.3) ?? -1)
      file = outcome.output.firstMatch(of: /\nThe best \w+ model is saved to (.*)\n/).map { String($0.1) }
    }
  }

  private func check(_ log: Log, _ title: String, file: String, in folder: URL) throws -> String {
    #expect(
      log.lines[0].hasPrefix("\(title) arguments: Namespace(batch_size=256, dataset='ml-1m', epochs=20, "))
    #expect(
      log.lines[1].contains(/^Load data done \[\d+\.\d s\]\. #user=300, #item=250, #train=\d+, #test=300$/))
    #expect(log.iterations.map(\.number) == Array(0..<20))
    #expect((log.iterations.last?.loss ?? 9) < (log.iterations.first?.loss ?? 0))
    // The first of those with the most hits, as the scripts keep it.
    let most = max(log.initial.hitRatio, log.iterations.map(\.hitRatio).max() ?? 0)
    #expect(log.best.hitRatio == most)
    let first = log.initial.hitRatio == most ? -1 : log.iterations.first { $0.hitRatio == most }?.number
    #expect(log.best.iteration == first)
    if first == -1 {
      #expect(log.best.ndcg == log.initial.ndcg)
    } else {
      #expect(log.best.ndcg == log.iterations[log.best.iteration].ndcg)
    }
    let saved = try #require(log.file)
    #expect(saved.hasPrefix("Pretrain/ml-1m_\(file)_") && saved.contains(/_\d{10}\.h5$/))
    #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(saved).path))
    return saved
  }

  @Test("the README's commands run as they are") func readme() throws {
    try Self.withData { folder in
      let gmf = try Log(Self.paste(Self.gmf, in: folder))
      let gmfFile = try check(gmf, "GMF", file: "GMF_8", in: folder)
      let mlp = try Log(Self.paste(Self.mlp, in: folder))
      let mlpFile = try check(mlp, "MLP", file: "MLP_[64,32,16,8]", in: folder)
      let neumf = try Log(Self.paste(Self.neumf, in: folder))
      _ = try check(neumf, "NeuMF", file: "NeuMF_8_[64,32,16,8]", in: folder)

      // The last one starts from what the first two wrote, under the names that it has.
      for (file, name) in [
        (gmfFile, "ml-1m_GMF_8_1501651698.h5"), (mlpFile, "ml-1m_MLP_[64,32,16,8]_1501652038.h5"),
      ] {
        try FileManager.default.moveItem(
          at: folder.appendingPathComponent(file), to: folder.appendingPathComponent("Pretrain/\(name)"))
      }
      let outcome = try Self.paste(Self.pretrained, in: folder)
      let pretrained = try Log(outcome)
      _ = try check(pretrained, "NeuMF", file: "NeuMF_8_[64,32,16,8]", in: folder)
      #expect(
        pretrained.lines[2]
          == "Load pretrained GMF (Pretrain/ml-1m_GMF_8_1501651698.h5) and MLP (Pretrain/ml-1m_MLP_[64,32,16,8]_1501652038.h5) models done. "
      )
      #expect(outcome.errors.contains("learner adam"))
      // It begins about where its parts ended, far from chance.
      #expect(pretrained.initial.hitRatio > neumf.initial.hitRatio + 0.1)
    }
  }

  @Test("every way to write a command is the same run, whose log can be had again") func spellings() throws {
    try Self.withData { folder in
      let first = try Self.paste(Self.gmf.replacing("--epochs 20", with: "--epochs 3"), in: folder)
      let common = ["--dataset", "ml-1m", "--epochs", "3"]
      let spellings = [
        ["GMF.py"] + common,
        ["python3", "code/GMF.py"] + common,
        ["--model", "gmf"] + common + [
          "--batch-size=256", "--num_factors=8", "--regs", "'[0, 0]'", "--verbose=1",
        ],
        ["--model", "gmf"] + common + [
          "--regs", "[0,", "0]", "--num-neg", "4", "--lr", "1e-3", "--verbose", "1",
        ],
        ["--model=gmf", "--path", "data/"] + common + [
          "--learner", "Adam", "--regs=\"[0.0,.0]\"", "--verbose", "1",
        ],
        ["--model", "gmf", "--path=Data/"] + common + ["--regs", "0", "--out", "0", "--verbose", "1"],
      ]
      for spelling in spellings {
        let again = try Self.train(spelling, in: folder)
        #expect(again.exitCode == 0, "\(spelling): \(again.errors)")
        #expect(again.errors.contains("finished before"), "\(spelling)")
        #expect(try Log(again).iterations == Log(first).iterations)
      }
    }
  }

  @Test(
    "penalties fall where the scripts have them",
    arguments: [
      ("GMF.py --regs [0.01,1e-3]", ["l2_users 0.01", "l2_items 0.001"]),
      ("GMF.py --regs [0.01,0.01]", ["l2_embeddings 0.01"]),
      ("MLP.py --layers [16,8] --reg_layers [0.01,0.2]", ["l2_embeddings 0.01", "l2_layers 0.2"]),
      ("MLP.py --layers [16] --reg_layers [0.01]", ["l2_embeddings 0.01", "l2_layers 0.0"]),
      ("MLP.py --reg_layers 0.01,0.1,0.2,0.3", ["l2_embeddings 0.01", "l2_layers 0.1,0.2,0.3"]),
      ("--model mlp --layers 16,8,4 --reg-layers 0.1,0.2", ["l2_embeddings 0.0", "l2_layers 0.1,0.2"]),
      (
        "NeuMF.py --layers [16,8] --reg_mf 0.01 --reg_layers [0.02,0.03]",
        ["l2_gmf_embeddings 0.01", "l2_mlp_embeddings 0.02", "l2_layers 0.03"]
      ),
      ("NeuMF.py --reg_mf 0", ["l2_embeddings 0.0"]),
    ])
  func penalties(command: String, expected: [String]) throws {
    try Self.withData { folder in
      let words = command.split(separator: " ").map(String.init)
      let outcome = try Self.train(
        words + ["--dataset", "ml-1m", "--epochs", "0", "--out", "0", "--verbose", "1"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let run = try #require(outcome.errors.firstMatch(of: /(?:^|\n)run (\w+)/)).1
      let shown = try Program.run(["show", String(run)], folder: folder).output
      let values = shown.split(separator: "\n").map { line in
        line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
      }
      for line in expected { #expect(values.contains(line), "\(line) in \(shown)") }
      let penalties = values.filter { $0.hasPrefix("l2_") && !$0.hasPrefix("l2_layers") }
      #expect(penalties.count == expected.filter { !$0.hasPrefix("l2_layers") }.count)
    }
  }

  @Test("--verbose n prints every n iterations, --out 0 keeps nothing, an empty file is none") func sparing()
    throws
  {
    try Self.withData { folder in
      let arguments = [
        "NeuMF.py", "--epochs", "8", "--num_factors", "4", "--layers", "[8,4]", "--verbose", "3", "--out",
        "0",
        "--mf_pretrain", "", "--mlp_pretrain=",
      ]
      let outcome = try Self.train(arguments, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let log = try Log(outcome)
      #expect(log.iterations.map(\.number) == [0, 3, 6] && log.file == nil)
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("Pretrain").path))
      let weights = folder.appendingPathComponent("results/weights").path
      #expect((try? FileManager.default.contentsOfDirectory(atPath: weights))?.isEmpty ?? true)
      // The usual progress, where the authors' lines are not asked for.
      let usual = try Self.train(
        ["--model", "gmf", "--dataset", "ml-1m", "--epochs", "2"], in: folder)
      #expect(usual.output.hasPrefix("run ") && usual.errors.contains("epoch 2/2"))
    }
  }

  @Test(
    "what cannot be meant is refused in words",
    arguments: [
      (["--model", "gmf", "--reg_mf", "0.1"], "--reg-mf is for --method neumf"),
      (["--model", "gmf", "--regs", "[0,0,0]"], "one for users and one for items"),
      (["--model", "bpr", "--out", "1"], "--out 1 is for gmf, mlp and neumf"),
      (["--model", "mf", "--out", "w.h5"], "--out w.h5 is for gmf, mlp and neumf"),
      (["--model", "gmf", "--verbose", "-1"], "--verbose"),
      (["--model", "neumf", "--mf_pretrain", "a.h5", "--mlp_pretrain", ""], "go together"),
    ])
  func refusals(arguments: [String], words: String) throws {
    try Self.withData { folder in
      let outcome = try Self.train(arguments + ["--dataset", "ml-1m"], in: folder)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
