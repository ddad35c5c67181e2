import ArgumentParser
import Deciding
import Diagnostics
import Glibc
import Reporting
import Workflows

/// `remit hook`
struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "The pre-commit hook.",
    subcommands: [HookInstallCommand.self, HookRunCommand.self])
}

/// `remit hook install`
struct HookInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Writes the pre-commit hook of the git repository.",
    discussion: "Exit code 0: written. 2: another hook is there, or there is no repository. 3: it cannot be written.")

  @OptionGroup var common: CommonOptions

  @Flag(name: .long, help: "Replace a hook that is not of remit.")
  var force = false

  func run() throws {
    let workspace = try common.workspace()
    let done = try attempt { () throws(WorkflowError) in try HookScript.install(in: workspace, force: force) }
    guard !common.quiet else { return }
    Output.data("\(done.replacedAnother ? "replaced" : "wrote") \(done.path)\n")
  }
}

/// `remit hook run`
struct HookRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Validates what is staged and says what the merge request would get to hear.",
    discussion: """
      The author is the environment variable REMIT_AUTHOR, else `git config remit.author`; the target branch is
      `git config remit.base`, else the default branch; the forge is --forge, else `git config remit.forge`. Without
      what it needs it validates only.

      Exit code 0: valid. 1: not valid; a missing approval is no reason. 2: wrong configuration. 3: could not tell.
      """)

  @OptionGroup var common: CommonOptions

  @OptionGroup var policy: PolicyOptions

  func run() throws {
    let workspace = try common.workspace()
    let author = getenv("REMIT_AUTHOR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    let result = try attempt { () throws(WorkflowError) in
      try workspace.runHook(author: author, forge: policy.forge, today: policy.day)
    }
    // All of it is for a person: git commit has its own output.
    let found = result.validation.diagnostics
    let renderer = common.diagnosticText(result.validation.lines.of)
    for diagnostic in found where diagnostic.severity == .error || common.verbose {
      Output.error(renderer.render(diagnostic).trimmedEnd)
    }
    if found.hasErrors {
      Output.error("remit: \(renderer.summary(found)): not committed")
      throw ExitCode(1)
    }
    guard !common.quiet else { return }
    switch result.outlook {
    case .none(let reason): Output.error("remit: valid; no verdict: \(reason)")
    case .decision(let decision):
      for diagnostic in decision.diagnostics where diagnostic.severity == .error {
        Output.error(renderer.render(diagnostic).trimmedEnd)
      }
      Output.error("remit: valid; \(DecisionOutlook(style: common.style).text(decision))")
    }
  }
}
