import NCFModels
import NCFReports
import Testing

@Suite struct MethodStyleTests {
  @Test func methodsDifferInColourAndMarker() {
    let styles = MethodRegistry.all.map { MethodStyle.of($0.name) }
    #expect(styles.map(\.title) == MethodRegistry.all.map(\.title))
    #expect(Set(styles.map(\.colour)).count == styles.count)
    #expect(Set(styles.map(\.marker)).count == styles.count)
  }
}
