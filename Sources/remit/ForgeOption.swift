public import ArgumentParser
public import DataBundle

extension Forge: ExpressibleByArgument {}

/// The option of commands that deal in account names.
struct ForgeOption: ParsableArguments {
  @Option(name: .long, help: "Whose accounts count, if policy.identity has a field per forge: gitlab, github or gitea.")
  var forge: Forge?
}
