import Diagnostics
import DocumentModel

extension Composer {
  /// Reports what libyaml refused.
  mutating func reportFailure(_ failure: EventStream.Failure) {
    if failure.isMemory {
      problems.report(Problem(code: "yaml/too-large", message: "not enough memory to read the file"), at: .top)
    } else if failure.isReader {
      let place = SourceText(source).position(ofByte: failure.offset)
      problems.report(SyntaxProblem.encoding(failure), at: SourceRange(at: place))
    } else {
      reportSyntax(failure)
    }
  }

  private mutating func reportSyntax(_ failure: EventStream.Failure) {
    if let marker = SourceText(source).conflictMarker(upTo: failure.place.position.line) {
      return problems.report(.conflictMarker, at: SourceRange(at: marker))
    }
    let byte = SourceText(source).byte(at: failure.place.position)
    let problem = SyntaxProblem.problem(failure, found: byte)
    let context = failure.context.flatMap(SyntaxProblem.context)
    if let remark = SyntaxProblem.remarkAtEnd(failure) {
      problems.report(
        problem, at: SourceRange(at: failure.contextPlace.position),
        notes: [(remark, SourceRange(at: failure.place.position))])
      return
    }
    let notes = context.map { [($0, SourceRange(at: failure.contextPlace.position))] } ?? []
    problems.report(problem, at: SourceRange(at: failure.place.position), notes: notes)
  }
}

/// libyaml's messages in plain words, with what is usually the cause.
enum SyntaxProblem {
  /// For failures that are found late and belong where the quote or the key begins: what to say about the later place.
  static func remarkAtEnd(_ failure: EventStream.Failure) -> String? {
    switch failure.problem {
    case "found unexpected end of stream" where failure.context == "while scanning a quoted scalar":
      "the file ends here"
    case "could not find expected ':'": "the ':' is missing before here"
    default: nil
    }
  }

  static func encoding(_ failure: EventStream.Failure) -> Problem {
    let value = failure.value < 0 ? "" : " (\(hexadecimal(failure.value)))"
    if failure.problem == "control characters are not allowed" {
      return Problem(
        code: "yaml/encoding", message: "control characters are not allowed\(value)",
        help: "remove the character, or write it as an escape in double quotes")
    }
    return Problem(
      code: "yaml/encoding", message: failure.problem.lowercased().replacing("octet", with: "byte") + value,
      help: "save the file as UTF-8")
  }

  static func problem(_ failure: EventStream.Failure, found byte: UInt8?) -> Problem {
    var problem = failure.problem
    var help = help[failure.problem]
    if failure.problem == "found character that cannot start any token" {
      switch byte {
      case UInt8(ascii: "\t"):
        problem = "found a tab character where indentation or a value is expected"
        help = tabs
      case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
        let text = byte.map { String(UnicodeScalar($0)) } ?? ""
        problem = "a plain text cannot begin with '\(text)'"
        help = "quote the text"
      default: break
      }
    } else if failure.context == "while scanning a quoted scalar", remarkAtEnd(failure) != nil {
      problem = "this quoted text is never closed"
      help = "add the closing quote; inside single quotes a quote is written ''"
    } else if let plain = words[failure.problem] {
      problem = plain
    }
    return Problem(code: "yaml/syntax", message: problem, help: help)
  }

  /// A note on what was being read, for contexts that say more than the message.
  static func context(_ context: String) -> String? { contexts[context] }

  private static let contexts = [
    "while parsing a flow sequence": "the list begins here",
    "while parsing a flow mapping": "the mapping begins here",
    "while parsing a block collection": "the list begins here",
    "while parsing a block mapping": "the mapping begins here",
    "while parsing a quoted scalar": "the quoted text begins here",
    "while scanning a quoted scalar": "the quoted text begins here",
    "while scanning a block scalar": "the block text begins here",
    "while scanning a plain scalar": "the text begins here",
  ]

  private static let tabs = "indent with spaces"
  private static let quoting = "quote texts that contain ': ' or ' #', or begin with one of -?:,[]{}#&*!|>'\"%@`"

  private static let words = [
    "could not find expected ':'": "a key without ':' after it",
    "mapping values are not allowed in this context": "a ':' where no key can stand",
    "did not find expected key": "a key is expected here",
    "did not find expected ',' or ']'": "',' or ']' is expected here",
    "did not find expected ',' or '}'": "',' or '}' is expected here",
    "did not find expected node content": "a value is expected here",
    "block sequence entries are not allowed in this context": "a list cannot begin here",
    "mapping keys are not allowed in this context": "a mapping cannot begin here",
    "found unknown escape character": "an unknown escape in double quotes",
    "found invalid Unicode character escape code": "an escape that is no Unicode character",
    "did not find expected alphabetic or numeric character": "the name of an anchor is expected here",
    "found unexpected document indicator": "the document ends inside a quoted text",
    "found a tab character that violates indentation": "a tab character in the indentation",
    "found a tab character where an indentation space is expected": "a tab character in the indentation",
    "did not find expected '-' indicator": "a list item ('- ') is expected here",
    "did not find expected <document start>": "more text after the end of the document",
    "did not find expected hexdecimal number": "hexadecimal digits are expected after the escape",
    "found incompatible YAML document": "the file asks for a YAML version other than 1.1 or 1.2",
    "found undefined tag handle": "the tag uses a handle that no %TAG line defines",
  ]

  private static let help = [
    "could not find expected ':'":
      "write ': ' with a space between a key and its value, and keep the lines of a text indented",
    "mapping values are not allowed in this context":
      "quote the text before it if it contains ': ', or check the indentation",
    "did not find expected key": "check the indentation of this line and that quotes before it are closed; " + quoting,
    "did not find expected '-' indicator": "indent the items of a list alike; do not mix list items and keys",
    "did not find expected ',' or ']'": "close the list with ']' and put ',' between its items; " + quoting,
    "did not find expected ',' or '}'": "close the mapping with '}' and put ',' between its members; " + quoting,
    "did not find expected <document start>": "check the indentation; a file holds one list, one mapping or one text",
    "did not find expected node content": quoting,
    "block sequence entries are not allowed in this context": "put the list on the lines after the key",
    "mapping keys are not allowed in this context": "put the mapping on the lines after the key",
    "found unknown escape character": "write \\\\ for a backslash, or use single quotes",
    "found invalid Unicode character escape code":
      "write characters above U+FFFF as \\UXXXXXXXX, not as a pair of surrogates",
    "found a tab character that violates indentation": tabs,
    "found a tab character where an indentation space is expected": tabs,
    "did not find expected alphabetic or numeric character": "quote the text if it only begins with '&' or '*'",
    "found unexpected document indicator": "close the quote before the line '---' or '...'",
    "could not find expected directive name": "quote the text if it only begins with '%'",
  ]

  private static func hexadecimal(_ value: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
  }
}
