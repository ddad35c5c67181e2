/// What is to become of an installation's overrides.
public struct OverrideChanges: Sendable {
  /// A YAML or JSON file with all overrides, in place of those that are there; `-` is standard input.
  public var file: String?
  /// Overrides that are set: `PATH=VALUE`.
  public var set: [String]
  /// Paths of overrides that are taken out.
  public var unset: [String]

  /// Changes from their parts.
  public init(file: String? = nil, set: [String] = [], unset: [String] = []) {
    (self.file, self.set, self.unset) = (file, set, unset)
  }
}

/// What is to be installed.
public struct InstallationRequest: Sendable {
  /// The item: its name or path.
  public var item: String
  /// Fields of the installation: `NAME=VALUE`.
  public var fields: [String]
  /// The release's version; nil: the newest, and for what is installed already the one it has.
  public var release: String?
  /// What becomes of the overrides.
  public var overrides: OverrideChanges
  /// Whether nothing is written.
  public var isDryRun: Bool

  /// A request from its parts.
  public init(
    item: String, fields: [String], release: String? = nil, overrides: OverrideChanges = OverrideChanges(),
    isDryRun: Bool = false
  ) {
    (self.item, self.fields, self.release) = (item, fields, release)
    (self.overrides, self.isDryRun) = (overrides, isDryRun)
  }
}

/// What is to be upgraded.
public struct UpgradeRequest: Sendable {
  /// The installation: a file on disk or the path of a datafile.
  public var installation: String
  /// The release's version; nil: the newest.
  public var release: String?
  /// What becomes of the overrides.
  public var overrides: OverrideChanges
  /// Whether nothing is written.
  public var isDryRun: Bool

  /// A request from its parts.
  public init(
    installation: String, release: String? = nil, overrides: OverrideChanges = OverrideChanges(),
    isDryRun: Bool = false
  ) {
    (self.installation, self.release) = (installation, release)
    (self.overrides, self.isDryRun) = (overrides, isDryRun)
  }
}
