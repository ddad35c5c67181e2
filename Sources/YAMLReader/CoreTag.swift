/// The tags of `tag:yaml.org,2002:`.
enum CoreTag: String {
  case str, int, float, null, bool, timestamp, map, seq, binary, set, omap, pairs, merge, value

  private static let prefix = "tag:yaml.org,2002:"

  init?(_ tag: String) {
    guard tag.hasPrefix(CoreTag.prefix) else { return nil }
    self.init(rawValue: String(tag.dropFirst(CoreTag.prefix.count)))
  }

  /// A tag as people write it.
  static func short(_ tag: String) -> String {
    let text = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    return ScalarReading.shown(text.utf8)
  }
}
