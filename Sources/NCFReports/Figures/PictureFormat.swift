/// The formats that figures are drawn in.
public enum PictureFormat: String, Hashable, Sendable, CaseIterable {
  case svg
  case pdf
}
