import ArgumentParser
import Reporting
import Workflows

/// The command line; each command has a file of its own in `Commands`.
@main
struct Remit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remit",
    abstract: "Validates a data repository and decides its merge requests.",
    discussion: """
      Exit codes: 0 yes; 1 no (invalid data, not approved); 2 wrong usage or configuration; 3 could not tell.
      """,
    version: RemitVersion.current,
    subcommands: [
      InitCommand.self, ValidateCommand.self, DiffCommand.self, DecideCommand.self, WhoCommand.self,
      CanCommand.self, AuditCommand.self, TestCommand.self, BundleCommand.self, QueryCommand.self,
      CatCommand.self, SchemaCommand.self, HookCommand.self, CatalogCommand.self, DeployCommand.self, WhyCommand.self,
      TraceCommand.self, ServeCommand.self, SimulateCommand.self,
    ])

  /// Parses the command line, runs the command, and turns every outcome into its exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let exit as ExitCode {
      Remit.exit(withError: exit)
    } catch let error as CommandFailure {
      Output.error("remit: \(TextStyle.plain(error.message))")
      Remit.exit(withError: ExitCode(error.code))
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      if code.isSuccess { Output.data(text + "\n") } else { Output.error(text) }
      Remit.exit(withError: code.isSuccess ? ExitCode.success : ExitCode(2))
    }
  }
}
