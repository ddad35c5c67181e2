import Testing

/// The sessions in the pages show what the program prints.
@Suite struct SessionTests {
  /// What a session may call: nothing that leaves the playground.
  private static let programs: Set<String> = ["remit", "sed", "git", "echo", "cat", "printf", "rm", "mv"]

  @Test(arguments: try Pages.guides.filter { !$0.sessions.isEmpty }.map(\.path))
  func sessionsAreReal(_ path: String) throws {
    let playground = try Playground()
    for session in try Pages.read(path).sessions {
      for (command, _) in session.commands {
        let program = command.split(separator: " ").first.map(String.init) ?? ""
        #expect(Self.programs.contains(program), "\(session): \"\(program)\" is not among the programs of sessions")
      }
      let found = try playground.run(session)
      #expect(found.count == session.commands.count, "\(session): the session ended early")
      for ((command, wanted), output) in zip(session.commands, found) where !matches(wanted[...], output[...]) {
        Issue.record("\(session): $ \(command)\n\(output.joined(separator: "\n"))")
      }
    }
  }

  /// Commands that are shown without their output can be run as they are shown: nothing in them is refused.
  @Test(arguments: try Pages.all.filter { !$0.scripts.isEmpty }.map(\.path))
  func scriptsRun(_ path: String) throws {
    let playground = try Playground()
    for script in try Pages.read(path).scripts {
      let entry = script.lines.first?.wholeMatch(of: /cd examples\/([a-z-]+)/)
      let commands = Array(script.lines.dropFirst(entry == nil ? 0 : 1))
      #expect(commands.allSatisfy { $0.hasPrefix("remit ") }, "\(script): only remit is run")
      var session = script
      session.lines = commands.flatMap { ["$ \($0)", "$ echo $?"] }
      let found = try playground.run(session, in: entry.map { String($0.1) } ?? "app-interface")
      #expect(found.count == commands.count * 2, "\(script): the script ended early")
      for (index, command) in commands.enumerated() where index * 2 + 1 < found.count {
        let said = found[index * 2].joined(separator: "\n")
        #expect(["0", "1"].contains(found[index * 2 + 1].last), "\(script): \(command)\n\(said)")
      }
    }
  }

  @Test(arguments: [
    (["a", "...", "d"], ["a", "b", "c", "d"], true), (["a", "..."], ["a"], true), (["..."], [], true),
    (["a", "...", "d"], ["a", "b"], false), (["a"], ["a", "b"], false), (["a ", "b"], ["a", "b"], true),
    (["...", "b", "..."], ["a", "b", "b", "c"], true), ([], ["a"], false),
  ])
  func dotsMatchAnyLines(_ wanted: [String], _ found: [String], _ expected: Bool) {
    #expect(matches(wanted[...], found[...]) == expected)
  }
}

/// Whether output is as a page shows it; a line `...` stands for any lines, blanks at the end of lines do not count.
private func matches(_ wanted: ArraySlice<String>, _ found: ArraySlice<String>) -> Bool {
  guard let first = wanted.first else { return found.isEmpty }
  if first == "..." {
    let rest = wanted.dropFirst()
    return (found.startIndex...found.endIndex).contains { matches(rest, found[$0...]) }
  }
  guard let line = found.first, trimmed(first) == trimmed(line) else { return false }
  return matches(wanted.dropFirst(), found.dropFirst())
}

private func trimmed(_ line: String) -> Substring {
  line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]
}
