import NCFData
import Testing

@Suite struct InteractionMatrixTests {
  let matrix = InteractionMatrix(offsets: [0, 3, 3, 5], items: [1, 4, 6, 0, 6], itemCount: 8)

  @Test func countsUsersAndInteractions() {
    #expect(matrix.userCount == 3)
    #expect(matrix.interactionCount == 5)
    #expect(Array(matrix.items(of: 2)) == [0, 6])
  }

  @Test func knowsWhoInteractedWithWhat() {
    for (user, items) in [(0, [1, 4, 6]), (1, []), (2, [0, 6])] as [(Int, Set<Int32>)] {
      for item in 0..<Int32(8) { #expect(matrix.contains(user: user, item: item) == items.contains(item)) }
    }
  }
}
