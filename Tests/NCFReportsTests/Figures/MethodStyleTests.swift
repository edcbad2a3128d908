import NCFReports
import Testing

@Suite struct MethodStyleTests {
  @Test func methodsDifferInColourAndMarker() {
    let styles = ["itempop", "itemknn", "bpr", "eals", "gmf", "mlp", "neumf"].map(MethodStyle.of)
    #expect(Set(styles.map(\.colour)).count == styles.count)
    #expect(Set(styles.map(\.marker)).count == styles.count)
  }
}
