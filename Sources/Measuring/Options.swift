/// The words of a command line: options with a value, flags, and the rest.
public struct Options {
  /// The values of options, by the names of these.
  public private(set) var values: [String: String] = [:]
  /// The flags that were given.
  public private(set) var flags: Set<String> = []
  /// The other words.
  public private(set) var operands: [String] = []

  /// Reads the words; options and flags that are not named are refused.
  public init(_ words: [String], options: Set<String>, flags known: Set<String> = []) throws(BenchmarkFailure) {
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
  public func number(_ name: String, default fallback: Int) throws(BenchmarkFailure) -> Int {
    guard let text = values[name] else { return fallback }
    guard let number = Int(text), 0...10_000_000 ~= number else {
      throw BenchmarkFailure("\(name) needs a number, not \"\(text)\"")
    }
    return number
  }

  /// The only operand.
  public func operand(_ meaning: String) throws(BenchmarkFailure) -> String {
    guard operands.count == 1 else { throw BenchmarkFailure("give one \(meaning)") }
    return operands[0]
  }
}

/// Why a benchmark could not be made or run.
public struct BenchmarkFailure: Error, CustomStringConvertible {
  /// What did not work.
  public var description: String

  /// A failure that says so.
  public init(_ description: String) { self.description = description }
}
