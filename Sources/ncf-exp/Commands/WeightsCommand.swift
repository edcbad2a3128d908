import ArgumentParser
import NCFModels
import NCFWeights

struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Convert and describe files of weights.",
    subcommands: [Convert.self, Info.self])

  struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Convert weights between formats, which the files' extensions name.",
      discussion: """
        .safetensors, .npz and .h5 as the authors' Keras models have it, both ways.

        EXAMPLES
          ncf-exp weights convert ml-1m_GMF_8_1501651698.h5 gmf.safetensors
          ncf-exp weights convert neumf.safetensors neumf.h5
        """)

    @Argument(help: ArgumentHelp("The file to read.", valueName: "in"), completion: .file())
    var input: String
    @Argument(
      help: ArgumentHelp("The file to write; what is there is replaced.", valueName: "out"),
      completion: .file())
    var output: String

    func run() throws {
      let content = try WeightsFile.content(of: input)
      try WeightsFile.write(content.weights, to: output, method: content.method)
      print("\(content.weights.tensors.count) tensors written to \(output)")
    }
  }

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Describe a file of weights: its method, tensors and digest.",
      discussion: """
        EXAMPLE
          ncf-exp weights info neumf.safetensors
        """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
    var file: String
    @Flag(help: "One JSON object, for programs.")
    var json = false

    func run() throws {
      let content = try WeightsFile.content(of: file)
      let weights = content.weights
      let candidates = MethodRegistry.methods(recognising: weights).map(\.name)
      let method = candidates.count == 1 ? candidates[0] : candidates.first { $0 == content.method }
      let tensors = weights.tensors.sorted { $0.key < $1.key }
      if json {
        return try JSONOutput.write(
          Report(
            file: file, method: method, digest: weights.digest,
            tensors: tensors.map { Report.Tensor(name: $0.key, shape: $0.value.shape) }))
      }
      var table = TextTable([("tensor", .left), ("shape", .left)])
      for (name, tensor) in tensors {
        table.append([name, tensor.shape.map(String.init).joined(separator: " × ")])
      }
      print(table.text)
      print(
        "\nmethod \(method ?? (candidates.isEmpty ? "none" : candidates.joined(separator: " or ")))\ndigest \(weights.digest)"
      )
    }

    private struct Report: Encodable {
      struct Tensor: Encodable {
        let name: String
        let shape: [Int]
      }

      let file: String
      let method: String?
      let digest: String
      let tensors: [Tensor]
    }
  }
}
