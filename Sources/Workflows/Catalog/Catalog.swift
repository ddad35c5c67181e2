internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema
internal import YAMLEditing

/// The items of a bundle's catalogue and what is installed from them, as `.remit.yml` says where to look.
struct Catalog {
  let bundle: Bundle
  let settings: CatalogSettings

  /// A release of an item.
  struct Release {
    /// Its version, as text.
    var version: String
    /// The version's value.
    var node: NodeID
    /// What is installed.
    var source: NodeID
  }

  /// A datafile that something is installed by.
  struct Installation {
    var datafile: Datafile
    var item: Datafile
    /// The release's version, as text.
    var version: String
    /// What differs from it; nil for nothing.
    var overrides: NodeID?
  }

  /// The catalogue of a bundle.
  ///
  /// - Throws: where the configuration has none, or one that cannot be meant.
  init(_ bundle: Bundle, _ diagnostics: [Diagnostic]) throws(WorkflowError) {
    guard let settings = bundle.configuration.catalog else {
      let known = diagnostics.filter { $0.code.rawValue.hasPrefix("config/") && $0.severity == .error }
      if let first = known.first { throw EventsFile.problem([first], first.place.file) }
      throw .usage(
        "\(Configuration.fileName) has no \"catalog\" that says what can be installed (see docs/configuration.md)")
    }
    for schema in [settings.items.schema, settings.installations.schema] {
      guard bundle.schemas.contains(where: { $0.path == schema }) else {
        let near = Suggestion.nearest(to: schema, among: bundle.schemas.map(\.path)).map { "; did you mean \($0)?" }
        throw .usage(
          "\(settings.place.file): \"catalog\" names a schema that is not there: \(schema)\(near ?? "")")
      }
    }
    (self.bundle, self.settings) = (bundle, settings)
  }

  /// The items, by path.
  var items: [Datafile] { bundle.datafiles(ofSchema: settings.items.schema) }

  /// What people call an item: its name, else its path.
  func name(of item: Datafile) -> String { text(settings.items.name, of: item) ?? item.path }

  /// The item of a name or path.
  func item(_ name: String) throws(WorkflowError) -> Datafile {
    if name.hasPrefix("/"), let datafile = bundle.datafile(name) {
      guard datafile.schema == settings.items.schema else {
        throw .usage("\(name) is no item of the catalogue: its schema is \(datafile.schema ?? "unknown")")
      }
      return datafile
    }
    let found = items.filter { self.name(of: $0) == name }
    if found.count > 1 {
      throw .usage("there are several items called \(name): \(found.map(\.path).joined(separator: ", ")); give a path")
    }
    if let item = found.first { return item }
    let near = Suggestion.nearest(to: name, among: items.flatMap { [self.name(of: $0), $0.path] })
    throw .usage("there is no item \(name) in the catalogue\(near.map { "; did you mean \($0)?" } ?? "")")
  }

  /// The releases of an item, the newest last. What is no release is left out: validation says what is wrong with it.
  func releases(of item: Datafile) -> [Release] {
    guard let list = node(settings.items.releases, of: item), item.document.kind(list) == .array else { return [] }
    return item.document.children(list).compactMap { entry in
      guard let version = item.document.resolve(settings.items.version, from: entry),
        !item.document.kind(version).isContainer,
        let source = item.document.resolve(settings.items.source, from: entry)
      else { return nil }
      return Release(
        version: String(decoding: item.document.text(version), as: UTF8.self), node: version, source: source)
    }
  }

  /// A release of an item by its version, or the newest one.
  func release(_ version: String?, of item: Datafile) throws(WorkflowError) -> Release {
    let releases = releases(of: item)
    let found = version.map { version in releases.last { $0.version == version } } ?? releases.last
    if let found { return found }
    let name = name(of: item)
    guard let version, !releases.isEmpty else { throw .usage("\(name) has no releases") }
    let known = releases.suffix(10).map(\.version).joined(separator: ", ")
    throw .usage("\(name) has no release \(version); \(releases.count > 10 ? "the newest are" : "there are") \(known)")
  }

  /// What a datafile installs; nil if it is no installation.
  ///
  /// - Throws: where it is one of something that is not there.
  func installation(_ datafile: Datafile) throws(WorkflowError) -> Installation? {
    let settings = settings.installations
    guard datafile.schema == settings.schema, let reference = node(settings.item, of: datafile) else { return nil }
    guard let item = bundle.datafile(referredToBy: reference, of: datafile) else {
      throw .usage("\(datafile.path) is installed from an item that is not there any more (\"\(settings.item)\")")
    }
    guard item.schema == self.settings.items.schema else {
      throw .usage("\(datafile.path) is installed from \(item.path), which is no item of the catalogue")
    }
    return Installation(
      datafile: datafile, item: item, version: text(settings.version, of: datafile) ?? "",
      overrides: node(settings.overrides, of: datafile))
  }

  /// The value of a field of a datafile; references are not followed.
  func node(_ path: FieldPath, of datafile: Datafile) -> NodeID? {
    datafile.document.resolve(path, from: datafile.document.root)
  }

  /// The text of a scalar.
  func text(_ path: FieldPath, of datafile: Datafile) -> String? {
    guard let node = node(path, of: datafile), !datafile.document.kind(node).isContainer else { return nil }
    return String(decoding: datafile.document.text(node), as: UTF8.self)
  }
}

extension Document {
  /// The value that names lead to within one document.
  func resolve(_ path: FieldPath, from node: NodeID) -> NodeID? {
    var current = node
    for key in path.keys {
      guard let member = member(current, key) else { return nil }
      current = member
    }
    return current
  }
}

extension FieldPath {
  /// The names as texts.
  var names: [String] { keys.map(\.text) }
}
