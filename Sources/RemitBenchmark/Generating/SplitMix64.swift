/// A small random source with the same numbers on every machine; the standard library promises that of none of its own.
///
/// The algorithm is Sebastiano Vigna's splitmix64.
struct SplitMix64 {
  private var state: UInt64

  /// The stream of one file: independent of the order in which files are made.
  init(seed: UInt64, stream: UInt64, index: Int) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ stream &* 0xD134_2543_DE82_EF95 ^ UInt64(index) &* 0xA24B_AED4_963E_E407
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from zero up to and without `bound`; zero if `bound` is not positive.
  mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

  /// A number within the range, both ends included.
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// True in `percent` of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the items. The lists are constants of this target and never empty.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

  /// `count` different numbers below `bound`, fewer if there are not so many.
  mutating func several(_ count: Int, below bound: Int) -> [Int] {
    guard bound > 0 else { return [] }
    let start = below(bound)
    let step = 1 + below(max(1, bound / max(1, count) - 1))
    return (0..<min(count, bound)).map { (start + $0 * step) % bound }
  }

  /// Lower-case hexadecimal digits.
  mutating func hex(_ count: Int) -> String {
    String(decoding: (0..<count).map { _ in Array("0123456789abcdef".utf8)[below(16)] }, as: UTF8.self)
  }

  /// A sentence of that many words.
  mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in pick(SplitMix64.vocabulary) }.joined(separator: " ")
  }

  private static let vocabulary = [
    "service", "customers", "cluster", "region", "traffic", "deploys", "the", "of", "and", "with", "for", "requests",
    "storage", "queue", "metrics", "alerts", "nightly", "internal", "public", "billing", "orders", "search", "backup",
    "latency", "quota", "owner", "team", "stage", "production", "database", "cache", "tokens", "events", "stream",
  ]
}
