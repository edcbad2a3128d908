import Foundation
import NCFExperiments
import NCFModels
import Testing

@Suite struct RunEnvironmentTests {
  @Test func describesThisMachine() {
    let environment = RunEnvironment.current()
    #expect(environment.engineVersion == EngineVersion.release)
    #expect(environment.numericsVersion == EngineVersion.numerics)
    #expect(!environment.host.isEmpty && !environment.host.contains("\0"))
    #expect(!environment.processor.isEmpty && !environment.processor.contains("\n"))
    #expect(environment.toolchain.hasPrefix("Swift 6"))
    if let commit = environment.gitCommit {
      #expect(commit.prefix { $0.isHexDigit }.count == 40)
      #expect(commit.count == 40 || commit.hasSuffix("+"))
    }
  }
}
