import ArgumentParser
import Workflows

/// `remit bundle`
struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Writes the data repository as one file, as qontract-bundler does.",
    discussion: "Exit code 0: written. 2: wrong usage. 3: a file cannot be read.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The commit to bundle (default: the working tree).")
  var rev: String?

  @Option(name: .long, help: "What the bundle says its commit is (default: the commit's id, or HEAD's).")
  var gitCommit: String?

  @Option(
    name: .long, help: "What the bundle says its commit's time is (default: the committer's, in seconds since 1970).")
  var gitCommitTimestamp: String?

  func run() throws {
    let workspace = try common.workspace()
    let revision: Revision = rev.map { .commit($0) } ?? .workingTree
    let bytes = try attempt { () throws(WorkflowError) in
      try workspace.qontractBundle(revision, commit: gitCommit, timestamp: gitCommitTimestamp)
    }
    Output.data(String(decoding: bytes, as: UTF8.self))
  }
}
