public import Diagnostics
public import JSONSchema

/// The `catalog` part of `.remit.yml`: which datafiles are items that can be installed, which are what was installed, and
/// where they say so.
public struct CatalogSettings: Hashable, Sendable {
  /// The datafiles that can be installed.
  public struct Items: Hashable, Sendable {
    /// Their schema.
    public var schema: String
    /// The field with the name that people call an item by.
    public var name: FieldPath
    /// The field with the list of releases, the newest last.
    public var releases: FieldPath
    /// The field of a release with its version.
    public var version: FieldPath
    /// The field of a release with what is installed.
    public var source: FieldPath
  }

  /// What a field of a new installation holds.
  public enum FieldKind: String, Hashable, Sendable, CaseIterable {
    /// A text.
    case text
    /// Whatever JSON can say.
    case value
    /// `{$ref: …}` to a datafile.
    case reference
    /// A new UUID, if none is given.
    case uuid
  }

  /// A field of a new installation.
  public struct Field: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var kind: FieldKind
  }

  /// A field of an installation that says what a field of its item says.
  public struct Copy: Hashable, Sendable {
    /// The field of the installation.
    public var field: FieldPath
    /// The field of the item.
    public var source: FieldPath
  }

  /// The datafiles that something is installed by.
  public struct Installations: Hashable, Sendable {
    /// Their schema.
    public var schema: String
    /// The path of a new one, made of its fields.
    public var path: NameTemplate
    /// The field with the reference to the item.
    public var item: FieldPath
    /// The field with the release's version.
    public var version: FieldPath
    /// The field with what differs from the release's source.
    public var overrides: FieldPath
    /// Fields that repeat the item's.
    public var copies: [Copy]
    /// The fields of a new one, in the order in which they are written.
    public var fields: [Field]
  }

  /// The datafiles that can be installed.
  public var items: Items
  /// The datafiles that something is installed by.
  public var installations: Installations
  /// Where it is set.
  public var place: Place
}
