/// Every claim that is checked, in the order of the paper.
enum ClaimRegistry {
  static let all: [any Claim] = [
    NeuMFBeatsGMFAndMLP(), NeuMFBeatsBaselines(), GMFBeatsBPR(), PretrainingHelps(), MostGainComesEarly(),
    OneNegativeIsNotEnough(), ThreeToSixNegativesAreBest(), MoreLayersHelp(),
    NoLayersAreNoBetterThanItemPop(),
  ]
}
