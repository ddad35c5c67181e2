/// The words of a command line: options with a value, flags, and the rest.
struct Options {
  private(set) var values: [String: String] = [:]
  private(set) var flags: Set<String> = []
  private(set) var operands: [String] = []

  /// Reads the words; options and flags that are not named are refused.
  init(_ words: [String], options: Set<String>, flags known: Set<String> = []) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      if known.contains(word) {
        flags.insert(word)
      } else if options.contains(word) {
        guard let value = rest.popFirst() else { throw BenchmarkFailure("\(word) needs a value") }
        values[word] = value
      } else if word.hasPrefix("-") {
        throw BenchmarkFailure("unknown option \(word)")
      } else {
        operands.append(word)
      }
    }
  }

  /// A number from zero up; the default if the option was not given.
  func number(_ name: String, default fallback: Int) throws -> Int {
    guard let text = values[name] else { return fallback }
    guard let number = Int(text), 0...10_000_000 ~= number else {
      throw BenchmarkFailure("\(name) needs a number, not \"\(text)\"")
    }
    return number
  }

  /// The only operand.
  func operand(_ meaning: String) throws -> String {
    guard operands.count == 1 else { throw BenchmarkFailure("give one \(meaning)") }
    return operands[0]
  }
}
