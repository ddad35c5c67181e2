import ArgumentParser

/// The command line; each command has a file of its own in `Commands`.
@main
struct Remit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remit", abstract: "Validates a data repository and decides its merge requests.")
}
