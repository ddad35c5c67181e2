internal import Glibc

/// Starts a data repository.
public enum InitWorkflow {
  /// What was written.
  public struct Written: Sendable {
    /// Paths of the files, from the folder.
    public var files: [String]
    /// Path of the hook; nil where there is none.
    public var hook: String?
    /// Why there is no hook or pipeline, in words.
    public var remarks: [String]
  }

  /// Writes an example, its configuration and pipelines into a folder, and the hook into the git repository around it. If
  /// any of the files is there already, nothing at all is written; a hook of somebody else stays.
  public static func start(in path: String, pipelines: [StarterPipeline]) throws(WorkflowError) -> Written {
    guard Disk.makeFolders(path), let folder = Disk.absolute(path), Disk.isFolder(folder) else {
      throw .usage("\(path): is not a folder and cannot be made one")
    }
    let workspace = try Workspace(at: folder)
    var written = Written(files: [], hook: nil, remarks: [])
    var files = Starter.files
    if workspace.repository == nil || workspace.root == folder {
      for pipeline in pipelines { files[pipeline.path] = pipeline.text }
    } else if !pipelines.isEmpty {
      written.remarks.append(
        "no pipeline: \(folder) is not the top of its git repository; see docs/ci.md for a repository in a folder")
    }
    let paths = files.keys.sorted()
    let present = paths.filter { Disk.isThere("\(folder)/\($0)") }
    guard present.isEmpty else {
      throw .usage("nothing is written, as there are already \(present.joined(separator: ", ")) in \(folder)")
    }
    for name in paths {
      let file = "\(folder)/\(name)"
      guard Disk.makeFolders(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])),
        Disk.create(file, Array((files[name] ?? "").utf8))
      else { throw .failure("\(file): cannot be written: \(String(cString: strerror(errno)))") }
      written.files.append(name)
    }
    installHook(in: folder, &written)
    return written
  }

  private static func installHook(in folder: String, _ written: inout Written) {
    do throws(WorkflowError) {
      // Opened anew: now there is a configuration.
      let workspace = try Workspace(at: folder)
      guard workspace.repository != nil else {
        written.remarks.append("no hook: this is not a git repository yet; run git init, then remit hook install")
        return
      }
      written.hook = try HookScript.install(in: workspace, force: false).path
    } catch {
      written.remarks.append("no hook: \(error.description)")
    }
  }
}
