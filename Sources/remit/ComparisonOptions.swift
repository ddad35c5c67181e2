import ArgumentParser
import Ownership
import Workflows

/// What is compared: the options that `decide` and `diff` share.
struct ComparisonOptions: ParsableArguments {
  enum Compat: String, ExpressibleByArgument, CaseIterable { case qontract }

  @Option(name: .long, help: "The target branch (default: the remote's default branch, main or master).")
  var base: String?

  @Option(name: .long, help: "The commit that is proposed (default: HEAD).")
  var head: String?

  @Flag(name: .long, help: "Take what is staged, as if it were committed and proposed.")
  var staged = false

  @Flag(name: .long, help: "Take the working tree, as if it were committed and proposed.")
  var workingTree = false

  @Option(name: .long, help: "Go by another tool's rules: qontract.")
  var compat: Compat?

  func validate() throws {
    let chosen = [head != nil, staged, workingTree].filter { $0 }.count
    if chosen > 1 { throw ValidationError("use one of --head, --staged and --working-tree") }
  }

  /// What is proposed.
  var revision: Revision { staged ? .staged : workingTree ? .workingTree : .commit(head ?? "HEAD") }

  /// The rules.
  var mode: OwnershipMode { compat == nil ? .strict : .compat }
}
