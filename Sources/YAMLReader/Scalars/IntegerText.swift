/// The decimal text of an integer in any of YAML 1.1's notations.
enum IntegerText {
  enum Outcome {
    /// The text is the canonical one already.
    case asWritten
    case text([UInt8])
    /// Not an integer (`0x_`), or not one that Python writes.
    case invalid
    case tooLong
  }

  /// The canonical text of an integer, by the rules of PyYAML's constructor.
  static func canonical(_ text: UnsafeBufferPointer<UInt8>) -> Outcome {
    if isCanonical(text) { return .asWritten }
    var digits = text.trimmed.filter { $0 != UInt8(ascii: "_") }[...]
    let negative = digits.first == UInt8(ascii: "-")
    if negative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    switch magnitude(digits) {
    case .failure(let outcome): return outcome.outcome
    case .success(let magnitude):
      guard !magnitude.isHopeless else { return .tooLong }
      let result = magnitude.text
      guard result.count <= DecimalMagnitude.maximumDigits else { return .tooLong }
      return .text(negative && result != [UInt8(ascii: "0")] ? [UInt8(ascii: "-")] + result : result)
    }
  }

  private enum Refusal: Error {
    case invalid
    case tooLong
    var outcome: Outcome { self == .invalid ? .invalid : .tooLong }
  }

  /// Up to 18 digits without a leading zero; longer ones take the slow way, which knows the limit.
  private static func isCanonical(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = text.first == UInt8(ascii: "-") ? 1 : 0
    guard text.count > start, text.count <= 19, text[start...].allSatisfy(\.isDigit) else { return false }
    return text[start] != UInt8(ascii: "0") || text.count == 1
  }

  private static func magnitude(_ digits: ArraySlice<UInt8>) -> Swift.Result<DecimalMagnitude, Refusal> {
    guard let first = digits.first else { return .failure(.invalid) }
    if digits.contains(UInt8(ascii: ":")) && first != UInt8(ascii: "0") { return sexagesimal(digits) }
    guard first == UInt8(ascii: "0"), digits.count > 1 else { return decimal(digits) }
    let rest = digits.dropFirst(2)
    switch digits[digits.startIndex + 1] {
    case UInt8(ascii: "b"): return radix(rest, 2, chunk: 27)
    case UInt8(ascii: "x"): return radix(rest, 16, chunk: 7)
    case UInt8(ascii: "o"): return radix(rest, 8, chunk: 9)
    default: return radix(digits.dropFirst(), 8, chunk: 9)
    }
  }

  private static func decimal(_ digits: ArraySlice<UInt8>) -> Swift.Result<DecimalMagnitude, Refusal> {
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return .failure(.invalid) }
    return DecimalMagnitude(decimal: digits).map { .success($0) } ?? .failure(.tooLong)
  }

  private static func radix(
    _ digits: ArraySlice<UInt8>, _ base: UInt32, chunk: Int
  ) -> Swift.Result<DecimalMagnitude, Refusal> {
    guard !digits.isEmpty else { return .failure(.invalid) }
    var magnitude = DecimalMagnitude()
    var (factor, addend): (UInt32, UInt32) = (1, 0)
    var pending = 0
    for byte in digits {
      guard let value = byte.digitValue, value < base else { return .failure(.invalid) }
      (factor, addend, pending) = (factor * base, addend * base + value, pending + 1)
      if pending == chunk {
        if magnitude.isHopeless { return .failure(.tooLong) }
        magnitude.multiply(by: factor, adding: addend)
        (factor, addend, pending) = (1, 0, 0)
      }
    }
    magnitude.multiply(by: factor, adding: addend)
    return .success(magnitude)
  }

  private static func sexagesimal(_ digits: ArraySlice<UInt8>) -> Swift.Result<DecimalMagnitude, Refusal> {
    var parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)[...]
    guard let head = parts.popFirst() else { return .failure(.invalid) }
    guard case .success(var magnitude) = decimal(head) else { return decimal(head) }
    for part in parts {
      guard part.count <= 4, !part.isEmpty, part.allSatisfy(\.isDigit) else { return .failure(.invalid) }
      if magnitude.isHopeless { return .failure(.tooLong) }
      magnitude.multiply(by: 60, adding: part.reduce(0) { $0 * 10 + UInt32($1 & 0x0F) })
    }
    return .success(magnitude)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without the blanks and line breaks at both ends, which Python's number functions ignore.
  var trimmed: UnsafeBufferPointer<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
    var slice = self[...]
    while let first = slice.first, isBlank(first) { slice.removeFirst() }
    while let last = slice.last, isBlank(last) { slice.removeLast() }
    return UnsafeBufferPointer(rebasing: slice)
  }
}
