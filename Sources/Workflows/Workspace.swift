public import DataBundle
internal import Diagnostics
public import GitObjects

/// The work could not be done: nothing was decided.
public struct WorkflowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose turn it is.
  public enum Kind: Hashable, Sendable {
    /// The command or the configuration is wrong: exit code 2.
    case usage
    /// Files, git or memory failed us: exit code 3.
    case failure
  }

  /// Whose turn it is.
  public var kind: Kind
  /// What happened and what to do.
  public var description: String

  /// The command or the configuration is wrong.
  public static func usage(_ text: String) -> WorkflowError { WorkflowError(kind: .usage, description: text) }

  /// Something outside failed.
  public static func failure(_ text: String) -> WorkflowError { WorkflowError(kind: .failure, description: text) }
}

/// A state of the data repository.
public enum Revision: Hashable, Sendable {
  /// The files on disk.
  case workingTree
  /// What is staged for the next commit.
  case staged
  /// A commit, as git names it.
  case commit(String)
}

/// A data repository in a folder, in git or not.
public struct Workspace {
  /// The git repository around it, if there is one.
  public let repository: Repository?
  /// Absolute path of the top: of the git working tree, or of the folder itself.
  public let root: String
  /// Folder of the data repository below the top; `""` at the top.
  public let folder: String
  /// The index that counts as what is staged; nil: the repository's own. `git commit FILE` and `git commit -a` run hooks
  /// with an index of their own, which they name in the environment variable `GIT_INDEX_FILE`.
  public var indexFile: String?

  /// Opens the data repository in a directory, or the one the directory is inside of: the nearest folder upwards with
  /// a `.remit.yml`, else the top of the git repository, else the directory itself.
  public init(at directory: String) throws(WorkflowError) {
    guard let directory = Disk.absolute(directory), Disk.isFolder(directory) else {
      throw .usage("\(directory): there is no such folder")
    }
    let repository = try? Repository(discovering: directory)
    self.repository = repository
    let top = repository.map { $0.workingDirectory ?? $0.gitDirectory }.flatMap { Disk.absolute($0) } ?? directory
    root = top
    var candidate = directory
    while candidate != top, candidate.hasPrefix(top), !Disk.exists("\(candidate)/\(Configuration.fileName)"),
      !Disk.isFolder("\(candidate)/data")
    {
      candidate = Paths.folder(of: candidate)
    }
    folder = candidate.hasPrefix(top + "/") ? String(candidate.dropFirst(top.count + 1)) : ""
  }

  /// The data repository in a folder of a git repository that may have no working tree.
  public init(repositoryAt path: String, folder: String) throws(WorkflowError) {
    do throws(GitError) { repository = try Repository(opening: path) } catch { throw .failure(error.description) }
    root = path
    self.folder = folder
  }

  /// The files of a revision. `namesContent` is needed where a working tree is compared with a commit.
  public func source(_ revision: Revision, namesContent: Bool = false) throws(WorkflowError) -> any FileSource {
    switch revision {
    case .workingTree: return WorkingTreeSource(root: root, namesContent: namesContent)
    case .staged:
      let repository = try git()
      do throws(SourceError) { return try IndexSource(repository, indexFile: indexFile) } catch {
        throw .failure(error.description)
      }
    case .commit(let name):
      return try reading { (repository) throws(GitError) in
        GitTreeSource(repository.objects, tree: try repository.tree(of: try repository.resolve(name)))
      }
    }
  }

  /// Runs something on the git repository.
  func reading<Value>(_ body: (Repository) throws(GitError) -> Value) throws(WorkflowError) -> Value {
    let repository = try git()
    do throws(GitError) { return try body(repository) } catch {
      throw error.code == .notFound || error.code == .ambiguous || error.code == .invalidName
        ? .usage(error.description) : .failure(error.description)
    }
  }

  /// The git repository, for what cannot be done without one.
  func git() throws(WorkflowError) -> Repository {
    guard let repository else {
      throw .usage("\(root) is not in a git repository, so there are no commits to compare or read: run git init there")
    }
    return repository
  }

  /// The bundle of a source under a configuration of its own.
  func load(_ source: any FileSource, _ configuration: Configuration? = nil, reusing: Bundle? = nil)
    throws(WorkflowError) -> (bundle: Bundle, diagnostics: [Diagnostic])
  {
    let (bundle, diagnostics) = try loading { () throws(SourceError) in
      let own = try Bundle.configuration(in: folder, of: source)
      return (try Bundle.load(configuration ?? own.0, from: source, reusing: reusing), own.1)
    }
    if bundle.datafiles.isEmpty, bundle.resources.isEmpty, bundle.schemas.isEmpty, bundle.diagnostics.isEmpty {
      try requireConfiguration(source)
    }
    return (bundle, diagnostics + bundle.diagnostics)
  }

  /// Where there is nothing at all, only a configuration makes it a data repository.
  private func requireConfiguration(_ source: any FileSource) throws(WorkflowError) {
    let path = Paths.join(folder, Configuration.fileName) ?? Configuration.fileName
    guard try loading({ () throws(SourceError) in try source.file(at: path) }) == nil else { return }
    throw .usage(
      "there is no data repository in \(root)\(folder.isEmpty ? "" : "/" + folder): no \(Configuration.fileName), and "
        + "nothing in data, resources and schemas; name its folder with --repo, or start one with remit init")
  }

  /// The field that holds the account names on a forge.
  static func accountField(_ configuration: Configuration, _ forge: Forge?) throws(WorkflowError) -> String {
    do throws(AccountFieldError) { return try configuration.policy.identity.field(for: forge) } catch {
      throw .usage("\(Configuration.fileName): \(error.description)")
    }
  }

  private func loading<Loaded>(_ load: () throws(SourceError) -> Loaded) throws(WorkflowError) -> Loaded {
    do throws(SourceError) { return try load() } catch { throw .failure(error.description) }
  }
}
