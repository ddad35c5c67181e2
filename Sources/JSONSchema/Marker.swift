/// A keyword that says nothing about validity, but that other parts act on.
public enum Marker: String, Hashable, Sendable, CaseIterable {
  /// The schema (a path, or a schema) the datafile behind a crossref must have.
  case schemaRef = "$schemaRef"
  /// No two datafiles of the schema may have the same value.
  case unique
  /// The fields that tell the items of a list apart.
  case identity
  /// The order of a list means something.
  case ordered
  /// The value may never change.
  case immutable
  /// Items may only be added.
  case appendOnly
  /// The value must be a reference to a secret.
  case secretRef
  /// The value must not be shown.
  case sensitive
  /// The value is derived from others.
  case derivedName
  /// The sum of values stays within a limit.
  case sumWithin
  /// A claim stays within what is offered.
  case claimWithin
  /// The schema is literally a `$ref` to `SchemaOptions.resourceReference`.
  case resourceReference = "$ref resourceref"
  /// The schema is literally a `$ref` to `SchemaOptions.crossReference`.
  case crossReference = "$ref crossref"

  /// Whether a keyword of the marker's name carries it; false for the two kinds of `$ref`.
  var isKeyword: Bool { self != .resourceReference && self != .crossReference }
}
