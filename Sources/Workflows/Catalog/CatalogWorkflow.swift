internal import DataBundle
internal import Diagnostics
internal import DocumentModel
public import Reporting
internal import YAMLEditing

/// What installing or upgrading gave.
public struct InstallationResult: Sendable {
  /// What was done.
  public var outcome: InstallationOutcome
  /// The lines of the files as they are or would be, to show what is wrong.
  public var lines: SourceLines
}

extension Workspace {
  /// Installs a release of an item: writes the datafile that asks for it into the working tree, or, where there is one
  /// already, changes what is to differ in it. Nothing is written unless the data repository is as valid with it as it
  /// is without.
  ///
  /// - Throws: where the request cannot be meant, or files fail.
  public func install(_ request: InstallationRequest, today: String) throws(WorkflowError) -> InstallationResult {
    let run = try InstallationRun(self, today: today)
    let catalog = run.catalog
    let item = try catalog.item(request.item)
    let draft = try InstallationDraft(request.fields, catalog, item) { name in
      try? repositoryPath(name, from: ".")
    }
    guard let known = try draft.existing() else {
      let release = try catalog.release(request.release, of: item)
      let overrides = try request.overrides.applied(to: nil)
      let members = try draft.members(release: release, overrides: overrides)
      return try run.finish(
        InstallationRun.Step(
          path: try draft.path(), current: nil, value: .object(members), item: item, release: release,
          overrides: overrides, action: .installed), isDryRun: request.isDryRun)
    }
    guard known.item.path == item.path else {
      throw .usage(
        "\(known.datafile.path) is installed from \(known.item.path) already; nothing is installed over it from "
          + item.path)
    }
    try draft.compare(with: known)
    // What is installed stays at its release unless another one is named.
    let release = try catalog.release(request.release ?? known.version, of: item)
    return try run.change(known, to: release, request.overrides, isDryRun: request.isDryRun)
  }

  /// Brings an installation to another release, the newest if none is named. Its overrides stay but for those that are
  /// to change, and so does everything else in its file.
  ///
  /// - Throws: where the request cannot be meant, or files fail.
  public func upgrade(_ request: UpgradeRequest, today: String) throws(WorkflowError) -> InstallationResult {
    let run = try InstallationRun(self, today: today)
    let bundle = run.catalog.bundle
    let file = try? repositoryPath(request.installation, from: ".")
    guard let datafile = file.flatMap({ bundle.datafile(inFile: $0) }) ?? bundle.datafile(request.installation) else {
      for candidate in [file].compactMap(\.self) + run.files(ofPath: request.installation) {
        if let problem = run.unreadable(candidate) { throw problem }
      }
      if file != nil { throw .usage("\(request.installation): is no datafile: nothing is installed by it") }
      let known = bundle.datafiles(ofSchema: run.catalog.settings.installations.schema).map(\.path)
      let near = Suggestion.nearest(to: request.installation, among: known).map { "; did you mean \($0)?" } ?? ""
      throw .usage("\(request.installation): there is no such file, and no datafile of that path\(near)")
    }
    guard let installation = try run.catalog.installation(datafile) else {
      throw .usage("\(datafile.path) is not installed from the catalogue")
    }
    let release = try run.catalog.release(request.release, of: installation.item)
    return try run.change(installation, to: release, request.overrides, isDryRun: request.isDryRun)
  }

  /// The items of the catalogue and what is installed from them.
  ///
  /// - Throws: where there is no catalogue, or files fail.
  public func catalogue() throws(WorkflowError) -> [CatalogueEntry] {
    let (bundle, diagnostics) = try load(try source(.workingTree))
    let catalog = try Catalog(bundle, diagnostics)
    let masking = Masking(bundle)
    var installed: [String: [CatalogueEntry.Installation]] = [:]
    for datafile in bundle.datafiles(ofSchema: catalog.settings.installations.schema) {
      // What refers to nothing is no item's.
      guard let found = (try? catalog.installation(datafile)) ?? nil else { continue }
      installed[found.item.path, default: []].append(.init(path: datafile.path, version: found.version))
    }
    return catalog.items.map { item in
      let shown = Datafile(
        path: item.path, file: item.file, document: masking.masked(item.document, schemas: [item.schema]),
        associated: item.schema)
      return CatalogueEntry(
        path: item.path, name: catalog.name(of: shown), releases: catalog.releases(of: shown).map(\.version),
        installations: installed[item.path] ?? [])
    }
  }
}
