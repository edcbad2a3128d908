import NCFExperiments
import Testing

@Suite struct RunDataTests {
  let dataset = TestData.dataset(named: "one")

  @Test func selectionOnTheTestSetUsesAllTrainingData() {
    let data = RunData(dataset, selection: .test)
    #expect(data.selectsOnTest)
    #expect(data.training == dataset.training)
    #expect(data.selectionTask == dataset.test && data.testTask == dataset.test)
  }

  @Test func validationHoldsOutOneTrainingInteractionPerUser() {
    let data = RunData(dataset, selection: .validation)
    #expect(!data.selectsOnTest)
    #expect(data.testTask == dataset.test)
    #expect(data.selectionTask.caseCount == dataset.userCount)
    for (user, item) in zip(data.selectionTask.users, data.selectionTask.heldOutItems) {
      #expect(dataset.training.items(of: Int(user)).contains(item))
      #expect(!data.training.items(of: Int(user)).contains(item))
    }
    #expect(data.training == RunData(dataset, selection: .validation).training)
  }
}
