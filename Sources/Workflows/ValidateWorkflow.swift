internal import DataBundle
public import Diagnostics
internal import Ownership
public import Rendering
public import Validation

/// What is wrong with a revision.
public struct ValidationResult: Sendable {
  /// Everything, sorted.
  public var diagnostics: [Diagnostic]
  /// How many datafiles were read.
  public var datafiles: Int
  /// How many resources there are.
  public var resources: Int
  /// How many schemas there are.
  public var schemas: Int
  /// The lines of the files, to show them.
  public var lines: SourceLines
  /// The bundle, with what every file says.
  public var bundle: ValidatedBundle
  /// The objects for clusters; nil where nothing is deployed.
  public var rendering: Rendering?
}

extension Workspace {
  /// Validates a revision: files, schemas, references, uniqueness, policy, what is rendered for clusters. With `paths` only what is wrong in those
  /// files and folders (from the top of the repository) is given back; everything is checked all the same. Without
  /// `rendering` the objects for clusters have no content.
  public func validate(
    _ revision: Revision, paths: [String] = [], today: String,
    rendering options: RenderingOptions = RenderingOptions(keepsContent: false)
  ) throws(WorkflowError) -> ValidationResult {
    let source = try source(revision)
    let (bundle, loading) = try load(source)
    let validated = ValidatedBundle(bundle)
    var found = loading + validated.diagnostics() + Policy.read(bundle, today: today).diagnostics
    let rendering = Rendering.make(bundle, options: options)
    found += rendering?.diagnostics(besides: found) ?? []
    if !paths.isEmpty {
      found.removeAll { diagnostic in
        !paths.contains { diagnostic.place.file == $0 || diagnostic.place.file.hasPrefix($0 + "/") || $0.isEmpty }
      }
    }
    let lines = SourceLines(source, Masking(bundle))
    return ValidationResult(
      diagnostics: lines.masked(found.sortedUnique()), datafiles: bundle.datafiles.count,
      resources: bundle.resources.count, schemas: bundle.schemas.count, lines: lines, bundle: validated,
      rendering: rendering)
  }

  /// A path given on the command line, from the top of the repository.
  public func repositoryPath(_ path: String, from directory: String) throws(WorkflowError) -> String {
    let base = path.hasPrefix("/") ? path : directory + "/" + path
    guard let absolute = Disk.absolute(base) else { throw .usage("\(path): there is no such file or folder") }
    if absolute == root { return "" }
    guard absolute.hasPrefix(root + "/") else { throw .usage("\(path) is outside of \(root)") }
    return String(absolute.dropFirst(root.count + 1))
  }
}
