import Foundation
import JSONe
import Testing

/// Every cost has a limit, and every limit a name.
@Suite struct BudgetTests {
  @Test(arguments: [
    ("{$eval: 'range(0, 1000000000000)'}", "elements in a range"),
    ("{$eval: 'range(-9223372036854775807, 9223372036854775807)'}", "elements in a range"),
    ("{$map: {$eval: 'range(0, 9000)'}, 'each(x)': {$map: {$eval: 'range(0, 9000)'}, 'each(y)': 1}}", "steps"),
    ("{$reduce: {$eval: 'range(0, 60)'}, initial: 'ab', 'each(a,x)': {$eval: 'a + a'}}", "bytes in a text"),
    ("{$reduce: {$eval: 'range(0, 60)'}, initial: 'ab', 'each(a,x)': '${a}${a}'}", "bytes in a text"),
    ("{$reduce: {$eval: 'range(0, 60)'}, initial: [1], 'each(a,x)': {$eval: '[a, a]'}}", "values in the result"),
    ("{$reduce: {$eval: 'range(0, 900)'}, initial: [1], 'each(a,x)': {$eval: '[a]'}}", "levels of nesting"),
    ("{$reduce: {$eval: 'range(0, 900)'}, initial: [1], 'each(a,x)': {k: {$eval: 'a'}}}", "levels of nesting"),
    ("{$json: {$reduce: {$eval: 'range(0, 60)'}, initial: [1], 'each(a,x)': {$eval: '[a, a]'}}}", "steps"),
    (
      "{$let: {a: {$reduce: {$eval: 'range(0, 60)'}, initial: [1], 'each(a,x)': {$eval: '[a, a]'}}, b: {$reduce: "
        + "{$eval: 'range(0, 60)'}, initial: [1], 'each(a,x)': {$eval: '[a, a]'}}}, in: {$eval: 'a == b'}}", "steps"
    ),
    ("{$reduce: {$eval: 'range(0, 60)'}, initial: [1], 'each(a,x)': {$flatten: [{$eval: a}, {$eval: a}]}}", "steps"),
    (
      "{$reduce: {$eval: 'range(0, 60)'}, initial: {a: [1]}, 'each(a,x)': {$mergeDeep: [{$eval: a}, {$eval: a}]}}",
      "steps"
    ),
    (
      "{$let: {a: {$reduce: {$eval: 'range(0, 15)'}, initial: aaaaaaaa, 'each(a,x)': '${a}${a}'}}, in: "
        + "{$map: {$eval: 'range(0, 9000)'}, 'each(x)': {$eval: 'a'}}}", "bytes of text in the result"
    ),
  ])
  func isNamed(_ template: String, _ name: String) throws {
    let error = try #require(try Case.error(template))
    #expect(error.kind == .budget)
    #expect(error.message.contains(name), "\(error)")
  }

  @Test(arguments: [
    "{$eval: '9223372036854775807 + 1'}", "{$eval: '-9223372036854775807 - 2'}", "{$eval: '9223372036854775807 * 2'}",
    "{$eval: '(-9223372036854775807 - 1) / -1'}", "{$eval: '-(-9223372036854775807 - 1)'}",
    "{$eval: 'abs(-9223372036854775807 - 1)'}", "{$eval: '10 ** 19'}", "{$eval: '2 ** 1000000000000'}",
    "{$eval: '2.5 ** 1000000'}", "{$eval: '1 / 0'}", "{$eval: '0 ** -1'}", "{$eval: 'floor(10.0 ** 300)'}",
    "{$eval: 'sqrt(-1)'}", "{$eval: '12345678901234567890 + 1'}", "{$eval: '2 ** 0.5'}",
  ])
  func numbersStayInTheirBounds(_ template: String) throws {
    let text = try Case.render(template)
    #expect(text.hasPrefix("error") || text == "9.223372036854776e+18", "\(text)")
  }

  @Test(arguments: ["a[9223372036854775807]", "a[-9223372036854775807]", "a[-9223372036854775807 - 1]"])
  func noIndexTraps(_ expression: String) throws {
    #expect(try Case.render("{$eval: '\(expression)'}", "{a: [1]}").contains("out of bounds"))
    let slice = expression.replacing("]", with: ":]")
    #expect(try Case.render("{$eval: '\(slice)'}", "{a: [1]}").hasPrefix("["))
  }

  @Test(arguments: [
    ("$eval: '" + String(repeating: "(", count: 10_000) + "'", "levels deep"),
    ("$eval: '" + String(repeating: "[", count: 10_000) + "'", "levels deep"),
    ("$eval: '" + String(repeating: "-", count: 10_000) + "1'", "levels deep"),
    ("$eval: '" + String(repeating: "2**", count: 10_000) + "1'", "levels deep"),
    ("$eval: 'a" + String(repeating: ".a", count: 10_000) + "'", "in a row"),
    ("$eval: '" + String(repeating: "x", count: 100_000) + "'", "bytes"),
    (String(repeating: "[", count: 120) + String(repeating: "]", count: 120), "levels deep"),
  ])
  func compilingHasLimits(_ template: String, _ name: String) throws {
    let error = try #require(try Case.error(template))
    #expect(error.kind == .budget)
    #expect(error.message.contains(name), "\(error)")
  }

  /// The deepest template that is accepted, around the deepest expression, on a small stack.
  @Test func theDeepestTemplateFitsASmallStack() throws {
    let parentheses = String(repeating: "(", count: 49) + "1" + String(repeating: ")", count: 49)
    let lists = String(repeating: "[", count: 49) + parentheses.prefix(0) + String(repeating: "]", count: 49)
    for (expression, wraps) in [(parentheses, "{$if: 'true', then: "), (lists, "{$let: {a: 1}, in: "), ("1+1", "[")] {
      let ends = wraps == "[" ? "]" : "}"
      let template =
        String(repeating: wraps, count: 98) + "{$eval: '\(expression)'}" + String(repeating: ends, count: 98)
      try onSmallStack {
        let error = try Case.error(template)
        #expect(error == nil, "\(wraps)")
      }
    }
    try onSmallStack {
      let nested = "{$json: {$reduce: {$eval: 'range(0, 150)'}, initial: [1], 'each(a,x)': {$eval: '[a]'}}}"
      let text = try Case.render(nested)
      #expect(text.contains("[[[[1]]]]"))
    }
  }

  private func onSmallStack(_ body: @escaping @Sendable () throws -> Void) throws {
    let outcome = Outcome()
    let thread = Thread {
      outcome.finish(Result { try body() })
    }
    #if DEBUG
      thread.stackSize = 1 << 20
    #else
      thread.stackSize = 512 << 10
    #endif
    thread.start()
    try outcome.wait()
  }

  private final class Outcome: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<Void, any Error> = .success(())

    func finish(_ result: Result<Void, any Error>) {
      self.result = result
      done.signal()
    }

    func wait() throws {
      done.wait()
      try result.get()
    }
  }
}
