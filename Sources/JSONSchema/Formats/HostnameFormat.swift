/// `hostname`: RFC 1123, with punycode labels that decode.
enum HostnameFormat {
  static func isHostname(_ text: ArraySlice<UInt8>) -> Bool {
    guard !text.isEmpty, text.count <= 253 else { return false }
    return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
  }

  static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= 63, ASCII.isAlphanumeric(first),
      ASCII.isAlphanumeric(last), label.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
    else { return false }
    guard label.prefix(4).elementsEqual("xn--".utf8, by: { $0 == $1 || $0 | 0x20 == $1 }) else { return true }
    guard let decoded = Punycode.decode(label.dropFirst(4)) else { return false }
    return InternationalHostname.isUnicodeLabel(decoded)
  }
}

/// RFC 3492.
enum Punycode {
  static func decode(_ text: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
    let hyphen = text.lastIndex(of: UInt8(ascii: "-"))
    var output = text[text.startIndex..<(hyphen ?? text.startIndex)].map { Unicode.Scalar($0) }
    var rest = text[(hyphen.map { $0 + 1 } ?? text.startIndex)...]
    guard !rest.isEmpty else { return nil }
    var (code, position, bias) = (128, 0, 72)
    while !rest.isEmpty {
      let start = position
      guard let delta = delta(&rest, bias: bias) else { return nil }
      position += delta
      let count = output.count + 1
      bias = adapt(position - start, count: count, first: start == 0)
      code += position / count
      position %= count
      guard let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value) else { return nil }
      output.insert(scalar, at: position)
      position += 1
    }
    return output
  }

  private static func delta(_ rest: inout ArraySlice<UInt8>, bias: Int) -> Int? {
    var (value, weight, step) = (0, 1, 36)
    while true {
      guard let byte = rest.popFirst(), let digit = digit(byte) else { return nil }
      value += digit * weight
      guard value < 1 << 32 else { return nil }
      let threshold = min(max(step - bias, 1), 26)
      if digit < threshold { return value }
      weight *= 36 - threshold
      guard weight < 1 << 32 else { return nil }
      step += 36
    }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    if ASCII.isLetter(byte) { return Int((byte | 0x20) - UInt8(ascii: "a")) }
    return ASCII.isDigit(byte) ? Int(byte - UInt8(ascii: "0")) + 26 : nil
  }

  private static func adapt(_ delta: Int, count: Int, first: Bool) -> Int {
    var delta = first ? delta / 700 : delta / 2
    delta += delta / count
    var steps = 0
    while delta > 455 {
      delta /= 35
      steps += 36
    }
    return steps + 36 * delta / (delta + 38)
  }
}
