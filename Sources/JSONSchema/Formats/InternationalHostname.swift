/// `idn-hostname`: RFC 5890 to 5893, with the standard library's Unicode properties standing in for the derived
/// property tables. The rules for whole right-to-left labels are left out.
enum InternationalHostname {
  static func isHostname(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= 253 * 4 else { return false }
    let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    guard !scalars.isEmpty, scalars.count <= 253 else { return false }
    return scalars.split(omittingEmptySubsequences: false, whereSeparator: dots.contains).allSatisfy { label in
      if label.allSatisfy(\.isASCII) { return HostnameFormat.isLabel(ArraySlice(label.map { UInt8($0.value) })) }
      return label.count <= 59 && isUnicodeLabel(Array(label))
    }
  }

  /// Whether a label that is not (only) ASCII may be one (RFC 5891, 4.2).
  static func isUnicodeLabel(_ label: [Unicode.Scalar]) -> Bool {
    guard let first = label.first, let last = label.last, !label.allSatisfy(\.isASCII), first != "-", last != "-",
      !label.dropFirst(2).starts(with: ["-", "-"]), !isMark(first)
    else { return false }
    return label.indices.allSatisfy { isAllowed(label, $0) }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// The categories of RFC 5892, 2.1, its exceptions (2.6) and contextual rules (appendix A).
  private static func isAllowed(_ label: [Unicode.Scalar], _ index: Int) -> Bool {
    let scalar = label[index]
    let before = index > 0 ? label[index - 1] : nil
    let after = index + 1 < label.count ? label[index + 1] : nil
    switch scalar.value {
    case 0x2D, 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
    case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    case 0xB7: return before == "l" && after == "l"
    case 0x375: return after.map { (0x370...0x3FF).contains($0.value) || (0x1F00...0x1FFF).contains($0.value) } ?? false
    case 0x5F3, 0x5F4: return before.map { (0x590...0x5FF).contains($0.value) } ?? false
    case 0x30FB: return label.contains(where: isJapanese)
    case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
    case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
    case 0x200C, 0x200D: return before.map { $0.properties.canonicalCombiningClass == .virama } ?? false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
    default: return false
    }
  }

  private static func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3041...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x3005: true
    default: false
    }
  }
}
