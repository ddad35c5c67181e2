/// A known error, put into a file that was valid.
struct ExpectedError: Equatable {
  var code: String
  /// From the root of the repository.
  var file: String
  /// Where the error shows, counted from one.
  var line: Int

  var value: Value { ["code": .text(code), "file": .text(file), "line": .number(String(line))] }
}

/// Puts errors of nine kinds into datafiles, one a file, in turn.
struct ErrorInjection {
  /// The texts that replace the valid ones, by path below the data root.
  private(set) var texts: [String: String] = [:]
  private(set) var expected: [ExpectedError] = []
  private let world: World
  private var used: [Kind: Int] = [:]

  init(_ count: Int, into world: World) {
    self.world = world
    for number in 0..<max(0, count) { inject(number) }
    expected.sort { ($0.file, $0.line) < ($1.file, $1.line) }
  }

  private mutating func inject(_ number: Int) {
    switch number % 9 {
    case 0: change(.user, "schema/type") { text, _, _ in text.replace("name:", with: "name: 12") }
    case 1: change(.namespace, "schema/additional-property") { text, _, _ in text.insert("naem: oops", after: "name:") }
    case 2: change(.statusPageComponent, "schema/required") { text, _, _ in text.remove("displayName:") }
    case 3:
      change(.glitchtipProject, "ref/not-found") { text, _, index in
        text.replace("$ref:", below: "app:", with: "  $ref: /services/nowhere-\(index)/app.yml")
      }
    case 4:
      change(.namespace, "ref/schema") { text, world, index in
        text.replace("$ref:", below: "environment:", with: "  $ref: \(world.path(.product, index))")
      }
    case 5: duplicate()
    case 6:
      change(.namespace, "resource/not-found") { text, _, index in
        text.replace("path: /services/", keepingIndent: "path: /services/nowhere-\(index)/rules.yaml")
      }
    case 7:
      change(.changelog, "yaml/syntax") { text, _, _ in text.insert("summary: \"first\" second", after: "$schema:") }
    default:
      change(.dependency, "yaml/duplicate-key") { text, _, index in text.insert("name: again-\(index)", after: "name:")
      }
    }
  }

  /// The next file of a kind that has no error yet, spread over the whole repository.
  private mutating func next(_ kind: Kind) -> Int? {
    let number = used[kind, default: 0]
    let count = world.count(kind)
    guard number < count else { return nil }
    used[kind] = number + 1
    let step = count > 40 && count % 37 != 0 ? 37 : 1
    return number * step % count
  }

  private mutating func change(_ kind: Kind, _ code: String, _ edit: (inout Lines, World, Int) -> Int?) {
    guard let index = next(kind) else { return }
    var lines = Lines(FileMaker.text(kind, index, of: world))
    guard let line = edit(&lines, world, index) else { return }
    add(code, world.path(kind, index), line, lines)
  }

  /// Two boards of one name; the error is at the one that comes later in the order of paths.
  private mutating func duplicate() {
    guard let first = next(.jiraBoard), let second = next(.jiraBoard) else { return }
    let paths = [first, second].map { (index: $0, path: world.path(.jiraBoard, $0)) }.sorted { $0.path < $1.path }
    var lines = Lines(FileMaker.text(.jiraBoard, paths[1].index, of: world))
    guard let line = lines.replace("name:", with: "name: PROJ\(paths[0].index)") else { return }
    add("unique/duplicate", paths[1].path, line, lines)
  }

  private mutating func add(_ code: String, _ path: String, _ line: Int, _ lines: Lines) {
    texts[path] = lines.text
    expected.append(ExpectedError(code: code, file: "data" + path, line: line))
  }

  /// What `expected-errors.json` holds.
  var document: Value { .list(expected.map(\.value)) }
}

/// A text that is edited by lines; every edit gives back the line of the error, counted from one.
struct Lines {
  private var lines: [String]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  var text: String { lines.joined(separator: "\n") }

  mutating func replace(_ prefix: String, with line: String) -> Int? {
    guard let position = lines.firstIndex(where: { $0.hasPrefix(prefix) }) else { return nil }
    lines[position] = line
    return position + 1
  }

  /// Replaces the first line that begins with `prefix` behind its indentation.
  mutating func replace(_ prefix: String, keepingIndent line: String) -> Int? {
    for (position, old) in lines.enumerated() where old.drop(while: { $0 == " " }).hasPrefix(prefix) {
      lines[position] = old.prefix { $0 == " " } + line
      return position + 1
    }
    return nil
  }

  mutating func replace(_ prefix: String, below parent: String, with line: String) -> Int? {
    guard let above = lines.firstIndex(where: { $0.hasPrefix(parent) }), above + 1 < lines.count,
      lines[above + 1].contains(prefix)
    else { return nil }
    lines[above + 1] = line
    return above + 2
  }

  mutating func insert(_ line: String, after prefix: String) -> Int? {
    guard let position = lines.firstIndex(where: { $0.hasPrefix(prefix) }) else { return nil }
    lines.insert(line, at: position + 1)
    return position + 2
  }

  /// Removes a line; the error is where the object begins, behind the `---`.
  mutating func remove(_ prefix: String) -> Int? {
    guard let position = lines.firstIndex(where: { $0.hasPrefix(prefix) }) else { return nil }
    lines.remove(at: position)
    return 2
  }
}
