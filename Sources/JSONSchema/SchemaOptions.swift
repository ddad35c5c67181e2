/// What a `SchemaSet` checks, and how much work it may do.
public struct SchemaOptions: Sendable {
  /// Whether `format` is checked.
  public var formats = true
  /// Whether schemas are searched for what is allowed but probably not meant (warnings).
  public var lints = true
  /// Keywords that the linter takes for known, beside those of the drafts and the markers.
  public var knownKeywords: Set<String> = [
    "version", "labels", "name", "externalDocumentation", "deprecated", "identifier",
  ]
  /// The `$ref` that makes a value the path of a resource.
  public var resourceReference = "/common-1.json#/definitions/resourceref"
  /// The `$ref` that makes a value a reference to a datafile.
  public var crossReference = "/common-1.json#/definitions/crossref"
  /// How many match steps one regular expression may take on one text.
  public var patternMatchLimit = 1_000_000
  /// How many kilobytes one regular expression may take on one text.
  public var patternHeapLimit = 16_384
  /// How many evaluations of a subschema one document may take.
  public var stepLimit = 10_000_000
  /// How deep evaluations of subschemas may nest.
  public var depthLimit = 1024

  /// The defaults: everything is checked.
  public init() {}
}
