internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// What one file's content says, under one set of schemas: its own problems, and what has to be looked up elsewhere.
/// Computed once per content; the rules over the whole bundle only look at these.
struct FileFacts: Sendable {
  var content: ContentID?
  /// What is wrong with the file by itself.
  var diagnostics: [Diagnostic] = []
  /// The `$ref`s whose target has to be of a certain shape, in document order.
  var typedReferences: [TypedReference] = []
  /// The places that name a resource.
  var resources: [NodeID] = []
  /// The values that no other file may have.
  var uniqueValues: [UniqueValue] = []
  /// The values that may not change, the lists that may only grow.
  var guarded: [GuardedValue] = []
  /// The markers that look at other files: derived names, limits of sums, claims.
  var linked: [LinkedMarker] = []
  /// The values that must not be shown.
  var sensitive = SensitivePlaces()

  struct TypedReference: Sendable {
    var node: NodeID
    /// Path of the schema the target must have.
    var schema: String?
    /// A schema the whole target must satisfy.
    var shape: SchemaID?
  }

  struct UniqueValue: Sendable {
    /// Within which values are compared: a schema's place, or a GraphQL field.
    var space: String
    /// What a person calls the field.
    var field: String
    var value: String
    var node: NodeID
    var isOwnKeyword: Bool
    /// It must not be shown.
    var isSensitive = false
  }

  struct GuardedValue: Sendable {
    var pointer: JSONPointer
    var marker: Marker
  }

  struct LinkedMarker: Sendable {
    var marker: Marker
    var node: NodeID
    /// What the schema says at the marker.
    var declaration: Declaration
  }

  /// A place in the schemas.
  struct Declaration: Hashable, Sendable {
    /// For `SchemaSet.document(ofSource:)`.
    var source: Int
    var value: NodeID
  }
}
