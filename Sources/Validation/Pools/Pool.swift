internal import DocumentModel

/// What a pool holds: addresses, numbers and names.
struct Pool {
  private var short: [ClosedRange<UInt128>] = []
  private var long: [ClosedRange<UInt128>] = []
  private var numbers: [ClosedRange<UInt128>] = []
  private var names: Set<String> = []

  /// A range of a pool that cannot be read.
  struct Problem {
    var node: NodeID
    var message: String
  }

  /// A pool from the values that say what it holds, and what is wrong with them.
  static func read(_ values: [NodeID], in document: Document) -> (Pool, [Problem]) {
    var pool = Pool()
    var problems: [Problem] = []
    for node in values {
      if let message = pool.add(node, in: document) { problems.append(Problem(node: node, message: message)) }
    }
    pool.short = merged(pool.short)
    pool.long = merged(pool.long)
    pool.numbers = merged(pool.numbers)
    return (pool, problems)
  }

  /// Whether a value is one of the pool's.
  func contains(_ value: PoolValue) -> Bool {
    switch value {
    case .address(let address): Pool.contains(address.bits, in: address.isLong ? long : short)
    case .number(let number): Pool.contains(UInt128(number), in: numbers)
    case .name(let name): names.contains(name)
    }
  }

  /// Adds what a value says; gives back what is wrong with it.
  private mutating func add(_ node: NodeID, in document: Document) -> String? {
    let kind = document.kind(node)
    guard kind == .int || kind == .string, document.text(node).count <= 255 else {
      return "a range is a text or an integer"
    }
    let text = String(decoding: document.text(node), as: UTF8.self)
    if kind == .string, text.contains("/") { return addNetwork(text) }
    if kind == .string, let hyphen = text.firstIndex(of: "-") {
      let (from, to) = (PoolValue(text[..<hyphen]), PoolValue(text[text.index(after: hyphen)...]))
      switch (from, to) {
      case (.address(let from), .address(let to)):
        guard from.isLong == to.isLong, from.bits <= to.bits else { return "the range ends before it begins" }
        add(from.bits...to.bits, isLong: from.isLong)
        return nil
      case (.number(let from), .number(let to)):
        guard from <= to else { return "the range ends before it begins" }
        numbers.append(UInt128(from)...UInt128(to))
        return nil
      case (.address, _), (_, .address): return "a range goes from one address to another"
      default: break
      }
    }
    switch PoolValue(text[...]) {
    case .address(let address): add(address.bits...address.bits, isLong: address.isLong)
    case .number(let number): numbers.append(UInt128(number)...UInt128(number))
    case .name(let name): names.insert(name)
    case nil: return "this is no address, number or name"
    }
    return nil
  }

  private mutating func addNetwork(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(parts[0]), let length = PoolValue(parts[1]),
      case .number(let length) = length, length <= address.width
    else { return "this is no network like 192.0.2.0/24 or 2001:db8::/64" }
    let free = UInt128(address.width) - UInt128(length)
    let mask = free == 128 ? UInt128.max : (1 << free) - 1
    guard address.bits & mask == 0 else { return "the address has bits behind the prefix; a network ends in zeros" }
    add(address.bits...(address.bits | mask), isLong: address.isLong)
    return nil
  }

  private mutating func add(_ range: ClosedRange<UInt128>, isLong: Bool) {
    if isLong { long.append(range) } else { short.append(range) }
  }

  /// The ranges in order, those that meet made one.
  private static func merged(_ ranges: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private static func contains(_ value: UInt128, in ranges: [ClosedRange<UInt128>]) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(value)
  }
}

/// Something that a pool can hold. Two spellings of one address are one value.
enum PoolValue: Hashable {
  case address(IPAddress)
  case number(UInt64)
  case name(String)

  /// The value that a scalar is; nil for anything that cannot be claimed.
  init?(_ node: NodeID, in document: Document) {
    let kind = document.kind(node)
    guard kind == .int || kind == .string, document.text(node).count <= 255 else { return nil }
    self.init(String(decoding: document.text(node), as: UTF8.self)[...])
  }

  /// The value that a text is. What looks like an address and is none, is nothing.
  init?(_ text: Substring) {
    if let address = IPAddress(text) {
      self = .address(address)
    } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text), String(number) == text {
      self = .number(number)
    } else if text.isEmpty || text.contains(":") || text.contains("/") || text.contains(where: \.isWhitespace)
      || PoolValue.looksLikeAddress(text)
    {
      return nil
    } else {
      self = .name(String(text))
    }
  }

  /// Whether a text is numbers and dots, four parts of them, or begins with a sign.
  private static func looksLikeAddress(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    return (isNumeric && parts.count == 4) || text.hasPrefix("-") || text.hasPrefix("+")
  }
}
