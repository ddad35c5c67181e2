/// Optional tests of the suite that fail, and why. The suite's test checks that the list is exact.
enum KnownFailures {
  struct Entry {
    let draft: String
    /// `file: group: test`
    let test: String
    let reason: String
  }

  static let all =
    entries(
      "draft7", "contentMediaType and contentEncoding are annotations here, as the specification allows",
      [
        "content: validation of string-encoded content based on media type: an invalid JSON document",
        "content: validation of binary string-encoding: an invalid base64 string (% is not a valid character)",
        "content: validation of binary-encoded media type documents: a validly-encoded invalid JSON document",
        "content: validation of binary-encoded media type documents: an invalid base64 string that is valid JSON",
      ])
    + entries(
      "draft7", "only drafts 6 and 7 are implemented",
      ["cross-draft: refs to future drafts are processed as future drafts: missing bar is invalid"])
    + entries(
      "draft7", "the joining types of Unicode are not in the standard library (RFC 5892, A.1)",
      [
        "hostname: validation of A-label (punycode) host names: "
          + "ZERO WIDTH NON-JOINER not preceded by Virama but matches regexp",
        "idn-hostname: validation of internationalized host names: "
          + "ZERO WIDTH NON-JOINER not preceded by Virama but matches regexp",
      ])
    + entries(
      "draft7", "the rules for right-to-left labels (RFC 5893) are left out",
      [
        "Bidi domain name with a digit-first label is invalid",
        "label starting with a digit before a right-to-left letter is invalid",
        "left-to-right label containing a right-to-left letter is invalid",
        "right-to-left label mixing both digit types is invalid",
        "A-label that decodes to a Bidi rule violation is invalid",
      ].map { "idn-hostname: validation of internationalized host names: " + $0 })
    + entries(
      "draft7", "a decoded label is not encoded again to compare",
      [
        "idn-hostname: validation of internationalized host names: "
          + "non-canonical Punycode that does not re-encode to itself is invalid"
      ])

  private static func entries(_ draft: String, _ reason: String, _ tests: [String]) -> [Entry] {
    tests.map { Entry(draft: draft, test: $0, reason: reason) }
  }
}
