/// How a method is named and drawn, the same in every table and figure.
///
/// The colours are those of Okabe and Ito, which remain distinct under the common forms of colour blindness; each
/// method has its own marker as well, so that figures also read in black and white. Beyond the paper's methods, the
/// colours are from Tol's muted scheme. Solid lines are neural
/// methods, dashed lines the baselines.
public struct MethodStyle: Hashable, Sendable {
  /// The name in legends: "NeuMF".
  public let title: String
  /// `#rrggbb`.
  public let colour: String
  /// gnuplot's number of the marker's shape.
  public let marker: Int
  public let isDashed: Bool

  public init(title: String, colour: String, marker: Int, isDashed: Bool) {
    self.title = title
    self.colour = colour
    self.marker = marker
    self.isDashed = isDashed
  }

  /// The order in which tables and legends list the methods.
  static let order = [
    "itempop", "itemknn", "userknn", "rp3beta", "puresvd", "ease", "bpr", "eals", "ials", "mf", "gmf", "mlp",
    "neumf",
  ]

  /// The style of the method that specs name so; a method without a style of its own is drawn in grey.
  public static func of(_ method: String) -> MethodStyle {
    switch method {
    case "itempop": MethodStyle(title: "ItemPop", colour: "#595959", marker: 2, isDashed: true)
    case "itemknn": MethodStyle(title: "ItemKNN", colour: "#56B4E9", marker: 8, isDashed: true)
    case "bpr": MethodStyle(title: "BPR", colour: "#CC79A7", marker: 12, isDashed: true)
    case "eals": MethodStyle(title: "eALS", colour: "#E69F00", marker: 10, isDashed: true)
    case "userknn": MethodStyle(title: "UserKNN", colour: "#332288", marker: 6, isDashed: true)
    case "rp3beta": MethodStyle(title: "RP3beta", colour: "#882255", marker: 14, isDashed: true)
    case "puresvd": MethodStyle(title: "PureSVD", colour: "#117733", marker: 4, isDashed: true)
    case "ease": MethodStyle(title: "EASEᴿ", colour: "#000000", marker: 11, isDashed: true)
    case "ials": MethodStyle(title: "iALS", colour: "#999933", marker: 15, isDashed: true)
    case "mf": MethodStyle(title: "MF", colour: "#44AA99", marker: 13, isDashed: true)
    case "gmf": MethodStyle(title: "GMF", colour: "#0072B2", marker: 9, isDashed: false)
    case "mlp": MethodStyle(title: "MLP", colour: "#009E73", marker: 5, isDashed: false)
    case "neumf": MethodStyle(title: "NeuMF", colour: "#D55E00", marker: 7, isDashed: false)
    default: MethodStyle(title: method, colour: "#7F7F7F", marker: 1, isDashed: false)
    }
  }
}
