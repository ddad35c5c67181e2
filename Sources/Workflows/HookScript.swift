internal import Glibc
internal import GitObjects

/// The script that git runs before a commit.
public enum HookScript {
  private static let mark = "# Written by `remit hook install`; installing again replaces it."

  /// What installing did.
  public struct Installation: Sendable {
    /// Path of the script.
    public var path: String
    /// Whether another hook stood there.
    public var replacedAnother: Bool
  }

  /// Writes the pre-commit script of the repository where git looks for it: in `core.hooksPath`, else in the `hooks`
  /// that all its working trees share. A hook that Remit has not written, and a folder that other repositories may
  /// share, need `force`.
  public static func install(in workspace: Workspace, force: Bool) throws(WorkflowError) -> Installation {
    let (folder, isOwn) = try hooks(of: workspace)
    guard isOwn || force else {
      throw .usage(
        "core.hooksPath is \(folder), outside of this repository: add `remit hook run` to the hook there, or use --force"
      )
    }
    let path = folder + "/pre-commit"
    let isForeign = try isForeign(path)
    guard !isForeign || force else {
      throw .usage("\(path) is not a hook of remit: add `remit hook run` to it, or replace it with --force")
    }
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      throw .failure("\(folder): cannot be made: \(systemMessage())")
    }
    try write(text(folder: workspace.folder), to: path)
    return Installation(path: path, replacedAnother: isForeign)
  }

  /// The script; git runs it in the top folder of the working tree.
  static func text(folder: String) -> String {
    let quoted = "'" + folder.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    let option = folder.isEmpty ? "" : " --repo \(quoted)"
    return """
      #!/bin/sh
      \(mark)
      if ! command -v remit >/dev/null 2>&1; then
        echo "remit is not on the PATH: this commit is not validated" >&2
        exit 0
      fi
      exec remit hook run\(option)

      """
  }

  private static func hooks(of workspace: Workspace) throws(WorkflowError) -> (folder: String, isOwn: Bool) {
    let (shared, setting) = try workspace.reading { (repository) throws(GitError) in
      (repository.commonDirectory, try repository.pathSetting("core.hooksPath"))
    }
    guard let setting, !setting.isEmpty else { return (shared + "/hooks", true) }
    let path = setting.hasPrefix("/") ? setting : "\(workspace.root)/\(setting)"
    let real = Disk.absolute(path) ?? path
    let isOwn = [workspace.root, Disk.absolute(shared) ?? shared].contains { real.hasPrefix($0 + "/") }
    return (real, isOwn && !setting.hasPrefix("../"))
  }

  /// Whether there is something that is not our script.
  private static func isForeign(_ path: String) throws(WorkflowError) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFREG else { return true }
    return !String(decoding: try Disk.read(path), as: UTF8.self).contains(mark)
  }

  /// Writes an executable file in one step: git never runs half a script.
  private static func write(_ text: String, to path: String) throws(WorkflowError) {
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o777)
    guard descriptor >= 0 else { throw .failure("\(draft): cannot be written: \(systemMessage())") }
    let bytes = Array(text.utf8)
    let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    guard close(descriptor) == 0, isWritten, rename(draft, path) == 0 else {
      let message = systemMessage()
      unlink(draft)
      throw .failure("\(path): cannot be written: \(message)")
    }
  }
}
