import Foundation
import Testing

/// Every command and option has its place in `docs/commands.md`.
@Suite struct CommandsPageTests {
  private struct Help: Decodable { var command: Command }

  private struct Command: Decodable {
    var commandName: String
    var arguments: [Argument]?
    var subcommands: [Command]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    var kind: String
    var names: [Name]?
    var shouldDisplay: Bool
  }

  @Test func everyCommandAndOptionIsDescribed() throws {
    let page = try Pages.read("docs/commands.md")
    let json = try Playground.help("--experimental-dump-help")
    let help = try JSONDecoder().decode(Help.self, from: Data(json.utf8))
    let sections = Dictionary(page.sections(level: 2).map { ($0.title, $0.text) }, uniquingKeysWith: +)
    let common = try #require(sections["Common options"])
    try #require((help.command.subcommands ?? []).count > 3)
    for command in help.command.subcommands ?? [] where command.commandName != "help" {
      let title = "`remit \(command.commandName)`"
      let section = try #require(sections[title], "docs/commands.md has no section \(title)")
      check(command, title, in: section + common)
    }
  }

  private func check(_ command: Command, _ title: String, in text: String) {
    for argument in command.arguments ?? [] where argument.shouldDisplay && argument.kind != "positional" {
      for name in argument.names ?? [] where name.kind == "long" {
        #expect(
          text.contains("`--\(name.name)") || text.contains(" --\(name.name)"),
          "\(title): --\(name.name) is not described")
      }
    }
    for inner in command.subcommands ?? [] where inner.commandName != "help" {
      #expect(text.contains(inner.commandName), "\(title): \(inner.commandName) is not described")
      check(inner, title, in: text)
    }
  }
}
