internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema
internal import Ownership
internal import Rendering
internal import Reporting
internal import Validation
internal import YAMLEditing

/// One change of an installation's file: computed in memory, validated there, then written.
struct InstallationRun {
  /// The catalogue of the working tree.
  let catalog: Catalog
  private let workspace: Workspace
  private let source: any FileSource
  private let loading: [Diagnostic]
  private let today: String

  /// What is to be done.
  struct Step {
    /// Path of the datafile.
    var path: String
    /// What is installed now.
    var current: Catalog.Installation?
    /// What the file is to say.
    var value: YAMLValue
    var item: Datafile
    var release: Catalog.Release
    var overrides: YAMLValue?
    var action: InstallationOutcome.Action
  }

  init(_ workspace: Workspace, today: String) throws(WorkflowError) {
    // With the names of contents, so that what is not changed is read and validated once.
    source = try workspace.source(.workingTree, namesContent: true)
    let (bundle, diagnostics) = try workspace.load(source)
    catalog = try Catalog(bundle, diagnostics)
    (self.workspace, self.today, loading) = (workspace, today, diagnostics)
  }

  /// Changes release and overrides of what is installed.
  func change(
    _ current: Catalog.Installation, to release: Catalog.Release, _ changes: OverrideChanges, isDryRun: Bool
  ) throws(WorkflowError) -> InstallationResult {
    let (settings, document) = (catalog.settings.installations, current.datafile.document)
    let known = try changes.file == nil ? mapping(of: current) : nil
    let overrides = try changes.applied(to: known)
    var value = YAMLValue(document)
    do throws(YAMLPathError) {
      value = try value.setting(YAMLValue(current.item.document, release.node), at: settings.version.names)
      for copy in settings.copies {
        guard let node = catalog.node(copy.source, of: current.item) else { continue }
        value = try value.setting(YAMLValue(current.item.document, node), at: copy.field.names)
      }
      if let overrides {
        value = try value.setting(overrides, at: settings.overrides.names)
      } else if current.overrides != nil, !changes.isEmpty {
        value = value.removing(at: settings.overrides.names)
      }
    } catch {
      throw .usage("\(current.datafile.path): \(error.path.joined(separator: ".")) is \(error.kind.article)")
    }
    let isSame = value.equals(document.root, of: document)
    let releases = catalog.releases(of: current.item)
    let isOlder =
      (releases.lastIndex { $0.version == release.version } ?? 0)
      < (releases.lastIndex { $0.version == current.version } ?? 0)
    return try finish(
      Step(
        path: current.datafile.path, current: current, value: value, item: current.item, release: release,
        overrides: overrides,
        action: isSame
          ? .unchanged : release.version == current.version ? .changed : isOlder ? .rolledBack : .upgraded),
      isDryRun: isDryRun)
  }

  /// The overrides of what is installed. Null is none where the schema has it.
  ///
  /// - Throws: where they are no mapping.
  private func mapping(of current: Catalog.Installation) throws(WorkflowError) -> YAMLValue? {
    let document = current.datafile.document
    guard let node = current.overrides else { return nil }
    let kind = document.kind(node)
    if kind == .object { return YAMLValue(document, node) }
    let (settings, schemas) = (catalog.settings.installations, catalog.bundle.schemaSet)
    if kind == .null, let schema = schemas.schema(settings.schema) {
      var location: SchemaLocation? = schemas.location(schema)
      for name in settings.overrides.names { location = location?.member(named: name) }
      if let location, location.mayBe(.null) { return nil }
    }
    let start = document.range(node).start
    throw .usage(
      "\(current.datafile.file):\(start.line):\(start.column): \"\(settings.overrides)\" is \(kind.article), and is to be "
        + "a mapping; take it out, or give all overrides with --overrides")
  }

  /// What is wrong with a file that is there and is no datafile because it cannot be read; nil: nothing is known.
  func unreadable(_ file: String) -> WorkflowError? {
    let found = loading.first { $0.place.file == file && $0.severity == .error }
    guard let found, catalog.bundle.datafile(inFile: file) == nil else { return nil }
    return EventsFile.problem(SourceLines(source, Masking(catalog.bundle)).masked([found]), file)
  }

  /// The files that a datafile of a path may be in.
  func files(ofPath path: String) -> [String] {
    guard path.hasPrefix("/") else { return [] }
    return catalog.bundle.configuration.dataRoots.compactMap { Paths.join($0, String(path.dropFirst())) }
  }

  /// Makes the file, validates the bundle with it, and writes it.
  func finish(_ step: Step, isDryRun: Bool) throws(WorkflowError) -> InstallationResult {
    let (item, kind) = (step.item, step.item.document.kind(step.release.source))
    guard kind == .object else {
      let start = item.document.range(step.release.source).start
      throw .usage(
        "\(item.file):\(start.line):\(start.column): what the release \(step.release.version) installs is \(kind.article), "
          + "and is to be a mapping")
    }
    let (file, known, bytes): (String, [UInt8]?, [UInt8])
    if let current = step.current {
      file = current.datafile.file
      let text = try loadedBytes(of: current.datafile)
      (known, bytes) = (text, try edited(text, step.value, file))
    } else {
      file = try newFile(step.path)
      (known, bytes) = (nil, Array(YAMLWriter.file(step.value.members).utf8))
    }
    let overlay = try reading { () throws(SourceError) in try OverlaySource(source, edits: [file: bytes]) }
    let (result, diagnostics) = try workspace.load(overlay, catalog.bundle.configuration, reusing: catalog.bundle)
    let masking = Masking(catalog.bundle, result)
    let lines = SourceLines(overlay, masking)
    var outcome = try outcome(step, file, masking, isDryRun)
    outcome.lines = LineDifference.lines(
      known.map { MaskedFile($0, file: file, masking).lines } ?? [], MaskedFile(bytes, file: file, masking).lines)
    if step.action == .unchanged { return InstallationResult(outcome: outcome, lines: lines) }
    outcome.diagnostics = lines.masked(introduced(by: result, diagnostics))
    if outcome.diagnostics.hasErrors {
      outcome.action = .refused
    } else if !isDryRun {
      try DatafileWriter(root: workspace.root).write(bytes, to: file, known: known)
    }
    return InstallationResult(outcome: outcome, lines: lines)
  }

  /// The bytes of a datafile, those that were loaded.
  private func loadedBytes(of datafile: Datafile) throws(WorkflowError) -> [UInt8] {
    let (bytes, now) = try reading { () throws(SourceError) in
      let bytes = try catalog.bundle.bytes(of: datafile)
      return (bytes, try OverlaySource(source, edits: [datafile.file: bytes]).file(at: datafile.file)?.content)
    }
    guard now == datafile.content else {
      throw .failure("\(datafile.file): has been changed by somebody else meanwhile, and is left alone")
    }
    return bytes
  }

  /// The file of a new datafile: below the first of the data roots, where nothing is yet.
  private func newFile(_ path: String) throws(WorkflowError) -> String {
    guard let root = catalog.bundle.configuration.dataRoots.first,
      let file = Paths.join(root, String(path.dropFirst()))
    else { throw .usage("there is no folder to write \(path) to") }
    if Disk.isThere("\(workspace.root)/\(file)") {
      if let problem = unreadable(file) { throw problem }
      throw .usage("\(file) is there already and is not installed from the catalogue: it is left alone")
    }
    return file
  }

  private func edited(_ bytes: [UInt8], _ value: YAMLValue, _ file: String) throws(WorkflowError) -> [UInt8] {
    guard !file.hasSuffix(".json") else { throw .usage("\(file): only YAML files are changed; edit it by hand") }
    do throws(YAMLEdit.Failure) { return try YAMLEdit.text(bytes, changedTo: value) } catch {
      let place = error.position.map { ":\($0.line):\($0.column)" } ?? ""
      throw .usage("\(file)\(place): \(error.message); edit it by hand")
    }
  }

  /// What is known before anything is validated.
  private func outcome(
    _ step: Step, _ file: String, _ masking: Masking, _ isDryRun: Bool
  ) throws(WorkflowError) -> InstallationOutcome {
    let item = step.item.document
    let shownItem = masking.masked(item, schemas: [step.item.schema])
    let path = catalog.settings.installations.overrides.names
    let before = step.current.flatMap { current in
      catalog.releases(of: step.item).last { $0.version == current.version }
    }.flatMap { item.kind($0.source) == .object ? $0 : nil }
    // The true values are compared, and masked ones shown: masking keeps the form, so places are the same in both.
    func sources(_ release: Catalog.Release?, _ overrides: YAMLValue?, _ whole: Document) throws(WorkflowError)
      -> (true: Document, shown: Document)?
    {
      guard let release else { return nil }
      let shown = masking.masked(whole, schemas: [catalog.settings.installations.schema])
      let identities = EffectiveSource.identities(of: release.source, of: step.item, in: catalog.bundle)
      let pair = (
        try EffectiveSource.merged(YAMLValue(item, release.source), overrides, identities),
        try EffectiveSource.merged(
          YAMLValue(shownItem, release.source), overrides == nil ? nil : YAMLValue(shown)[path], identities)
      )
      guard pair.0.nodeCount == pair.1.nodeCount else { throw .failure("the source cannot be shown") }
      return pair
    }
    let known = step.current.flatMap { current in
      current.overrides.flatMap { node in
        let document = current.datafile.document
        return document.kind(node) == .object ? YAMLValue(document, node) : nil
      }
    }
    let old = try sources(before, known, step.current?.datafile.document ?? .emptyText)
    guard let new = try sources(step.release, step.overrides, step.value.document) else {
      throw .failure("\(step.item.path): the release is not there")
    }
    return InstallationOutcome(
      action: step.action, isDryRun: isDryRun, path: step.path, file: file, item: step.item.path,
      name: catalog.name(of: step.item), version: step.release.version, previous: step.current?.version,
      newest: catalog.releases(of: step.item).last?.version ?? step.release.version, lines: [], source: new.shown,
      previousSource: old?.shown, changes: old.map { EffectiveSource.changes($0.true, new.true) } ?? [],
      overrides: EffectiveSource.remarks(
        step.overrides, on: YAMLValue(item, step.release.source),
        before: before.map { YAMLValue(item, $0.source) }), diagnostics: [])
  }

  /// What is wrong with the bundle and was not wrong before. Objects are rendered where the rest is in order.
  private func introduced(by result: Bundle, _ found: [Diagnostic]) -> [Diagnostic] {
    let before = ValidatedBundle(catalog.bundle)
    let known = loading + before.diagnostics() + Policy.read(catalog.bundle, today: today).diagnostics
    let validated = ValidatedBundle(result, reusing: before)
    let all = found + validated.diagnostics(against: before) + Policy.read(result, today: today).diagnostics
    let new = all.introduced(since: known)
    let options = RenderingOptions(keepsContent: false)
    guard !new.hasErrors, let rendered = Rendering.make(catalog.bundle, options: options) else {
      return new.sortedUnique()
    }
    let objects = Rendering.make(result, options: options, reusing: rendered)
    let problems = objects?.diagnostics(besides: all) ?? []
    return (new + problems.introduced(since: rendered.diagnostics(besides: known))).sortedUnique()
  }

  private func reading<Value>(_ body: () throws(SourceError) -> Value) throws(WorkflowError) -> Value {
    do throws(SourceError) { return try body() } catch { throw .failure(error.description) }
  }
}

extension OverrideChanges {
  /// Whether nothing is to change.
  var isEmpty: Bool { file == nil && set.isEmpty && unset.isEmpty }
}

extension YAMLValue {
  /// The members of a mapping.
  var members: [Member] { if case .object(let members) = self { members } else { [] } }
}
