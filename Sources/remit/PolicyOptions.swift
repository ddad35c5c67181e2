public import ArgumentParser
public import DataBundle

extension Forge: ExpressibleByArgument {}

/// The option of commands that deal in account names.
struct ForgeOption: ParsableArguments {
  @Option(name: .long, help: "Whose accounts count, if policy.identity has a field per forge: gitlab, github or gitea.")
  var forge: Forge?
}

/// The options of commands that ask who may do what.
struct PolicyOptions: ParsableArguments {
  @OptionGroup var account: ForgeOption

  @Option(name: .long, help: "Today, YYYY-MM-DD (default: the clock).")
  var today: Day?

  /// The forge whose accounts count.
  var forge: Forge? { account.forge }

  /// The day that counts.
  var day: String { today?.text ?? Day.today }
}
