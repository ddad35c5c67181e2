import Diagnostics

/// What the reader has to say about well-formed YAML. `SyntaxProblem` has what libyaml says about the rest.
extension Problem {
  // MARK: Budgets

  static func tooManyBytes(_ limit: Int) -> Problem {
    Problem(code: "yaml/too-large", message: "the file is larger than \(limit) bytes", help: "split the file")
  }

  static func tooManyNodes(_ limit: Int) -> Problem {
    Problem(
      code: "yaml/too-large", message: "the document has more than \(limit) values",
      help: "split the file; values used through aliases count each time")
  }

  static func tooManyTagDirectives(_ limit: Int) -> Problem {
    Problem(code: "yaml/too-large", message: "the file has more than \(limit) %TAG lines", help: "remove them")
  }

  static func tooDeep(_ limit: Int) -> Problem {
    Problem(code: "yaml/too-deep", message: "lists and mappings are nested deeper than \(limit) levels")
  }

  static func tooManyAliases(_ limit: Int) -> Problem {
    Problem(code: "yaml/too-many-aliases", message: "the file uses more than \(limit) aliases")
  }

  // MARK: Structure

  static let conflictMarker = Problem(
    code: "yaml/syntax", message: "git has left a merge conflict here",
    help: "resolve the conflict: keep what is right and remove the lines '<<<<<<<', '=======' and '>>>>>>>'")

  static func directionMark(_ scalar: UInt32) -> Problem {
    Problem(
      code: "yaml/bidi", severity: .warning,
      message:
        "the invisible character U+\(String(scalar, radix: 16, uppercase: true)) changes the direction of the text "
        + "around it: the line does not say what it seems to say",
      help: "remove it; where it is meant, write it as an escape in double quotes")
  }

  static let multipleDocuments = Problem(
    code: "yaml/multiple-documents", message: "a second document begins here, only one is allowed in a file",
    help: "remove the line '---' or move what follows to a file of its own")

  static func undefinedAlias(_ name: String) -> Problem {
    Problem(
      code: "yaml/undefined-alias", message: "no anchor '&\(name)' stands before this alias",
      help: "define it before its use, or quote the text if it only begins with '*'")
  }

  static func recursiveAlias(_ name: String) -> Problem {
    Problem(code: "yaml/recursive-alias", message: "the alias '*\(name)' stands inside the value it refers to")
  }

  static func duplicateAnchor(_ name: String) -> Problem {
    Problem(
      code: "yaml/duplicate-anchor", message: "the anchor '&\(name)' is defined twice",
      help: "give one of them another name")
  }

  static let complexKey = Problem(
    code: "yaml/complex-key", message: "a list or mapping cannot be a key",
    help: "JSON knows only texts as keys; quote the text if braces or brackets belong to it")

  static func duplicateKey(_ key: String, sameAs other: String) -> Problem {
    Problem(
      code: "yaml/duplicate-key",
      message: key == other ? "the key '\(key)' is used twice" : "the key '\(key)' is the same as '\(other)'",
      help: "remove one of the two; until then the last value counts")
  }

  static let badMerge = Problem(
    code: "yaml/bad-merge", message: "'<<' needs a mapping or a list of mappings",
    help: "quote the key (\"<<\") if it is meant as a text")

  // MARK: Tags and values

  static func unknownTag(_ tag: String) -> Problem {
    Problem(code: "yaml/unknown-tag", message: "unknown tag '\(tag)'", help: "remove the tag, or quote the whole text")
  }

  static func tagWithoutJSON(_ tag: String) -> Problem {
    Problem(
      code: "yaml/unknown-tag", message: "a value tagged '\(tag)' cannot be written as JSON", help: "remove the tag")
  }

  static func misplacedTag(_ tag: String, found: String) -> Problem {
    Problem(code: "yaml/bad-value", message: "the tag '\(tag)' does not fit \(found)", help: "remove the tag")
  }

  static func badScalar(_ text: String, tag: String) -> Problem {
    Problem(code: "yaml/bad-value", message: "'\(text)' is not a value of type '\(tag)'")
  }

  static let integerTooLong = Problem(
    code: "yaml/bad-value", message: "an integer of more than \(DecimalMagnitude.maximumDigits) digits",
    help: "quote it if it is meant as a text")

  static func indicatorAsValue(_ text: String) -> Problem {
    Problem(
      code: "yaml/bad-value", message: "a plain '\(text)' cannot be a value", help: "quote it: \"\(text)\"")
  }

  // MARK: Traps of implicit typing

  static func date(_ text: String) -> Problem {
    Problem(
      code: "yaml/date", severity: .warning, message: "the plain '\(text)' is a date to other YAML readers",
      help: "quote it: \"\(text)\"")
  }

  static func implicitType(_ text: String, _ type: String, _ value: String) -> Problem {
    Problem(
      code: "yaml/implicit-type", severity: .warning, message: "the plain '\(text)' is read as the \(type) \(value)",
      help: "write \"\(text)\" for the text or \(value) for the \(type)")
  }
}
