/// The records of zip archives (PKWARE's APPNOTE.TXT, version 6.3), as far as `.npz` files have them.
enum ZipRecords {
  static let localHeader = 0x0403_4b50
  static let localHeaderSize = 30
  static let centralHeader = 0x0201_4b50
  static let centralHeaderSize = 46
  static let end = 0x0605_4b50
  static let endSize = 22
  /// The end may be followed by a comment.
  static let longestComment = 0xffff
  /// Sizes and counts with this value stand elsewhere (zip64).
  static let elsewhere = 0xffff_ffff
  /// The flag of encrypted entries.
  static let encrypted = 1
  /// The flag of names in UTF-8.
  static let nameIsUTF8 = 1 << 11
  /// 1 January 1980, midnight: archives of equal content are equal.
  static let date = 0x21
}
