internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONe

/// A template datafile, compiled.
struct DeployTemplate: Sendable {
  /// The schema of template datafiles.
  static let schema = "/deploy/template-1.yml"

  /// What a template may render.
  enum Scope: String, Sendable, CaseIterable {
    /// Kinds of the whole cluster as well.
    case platform
    /// What is in namespaces, and namespaces.
    case tenant
  }

  /// A part of `objects` that is rendered by itself.
  struct Part: Sendable {
    var template: Template
    /// Where it stands.
    var place: Place
  }

  /// A variable.
  struct Variable: Sendable {
    var name: String
    var template: Template
  }

  /// The datafile.
  var datafile: Datafile
  /// Its position in the bundle.
  var position: Int
  var name: String
  /// The schema of the datafiles that it is rendered for.
  var subject: String
  var scope: Scope
  var set: Template?
  var clusters: Template
  var variables: [Variable]
  var kinds: Set<String>
  var roles: Set<String>
  var objects: [Part]

  var file: String { datafile.file }
}
