internal import Glibc
public import Rendering

/// A folder that holds rendered objects, one file each, for people and other tools to look at.
///
/// `CLUSTER/SET/NAMESPACE/KIND.GROUP.NAME.yml`; what is in no namespace is in `_cluster`. A list in the folder names the
/// files, so that those of objects which are no longer there are removed, and nothing else is.
public struct ObjectFolder {
  /// Name of the list.
  public static let listName = ".remit-objects"
  private static let header = "# Written by remit deploy render. Changes are lost.\n"

  /// What was done.
  public struct Outcome: Hashable, Sendable {
    /// How many files were written or had changed.
    public var written = 0
    /// How many were as they should be.
    public var unchanged = 0
    /// How many were removed.
    public var removed = 0
  }

  private let path: String

  /// A folder; it is made if it is not there.
  public init(_ path: String) throws(WorkflowError) {
    guard Disk.makeFolders(path), let path = Disk.absolute(path), Disk.isFolder(path) else {
      throw .usage("\(path): is not a folder and cannot be made one")
    }
    self.path = path
  }

  /// Writes objects; tombstones are left out. With `cluster` only that cluster's files may go.
  ///
  /// `text` gives the content of an object's file.
  public func write(
    _ objects: [RenderedObject], cluster: String? = nil, text: (RenderedObject) -> String
  ) throws(WorkflowError) -> Outcome {
    var outcome = Outcome()
    let known = try list()
    var present: Set<String> = []
    for object in objects where !object.isTombstone { present.insert(Self.name(of: object)) }
    let stale = known.filter { name in !present.contains(name) && (cluster.map { name.hasPrefix("\($0)/") } ?? true) }
    // What is there before and after is listed as long as it may be there.
    try writeList(Set(known).union(present))
    for object in objects where !object.isTombstone {
      let isNew = try write(Self.name(of: object), Array((Self.header + text(object)).utf8))
      outcome.written += isNew ? 1 : 0
      outcome.unchanged += isNew ? 0 : 1
    }
    for name in stale where try remove(name) { outcome.removed += 1 }
    try writeList(Set(known).subtracting(stale).union(present))
    return outcome
  }

  /// Where an object's file is. All parts are names that have been checked.
  static func name(of object: RenderedObject) -> String {
    let identity = object.identity
    let kind = identity.group.isEmpty ? identity.kind : "\(identity.kind).\(identity.group)"
    return "\(object.cluster)/\(object.set)/\(identity.namespace ?? "_cluster")/\(kind).\(identity.name).yml"
  }

  /// The files of earlier runs. What does not look like one of them is not taken for one.
  private func list() throws(WorkflowError) -> [String] {
    let file = "\(path)/\(Self.listName)"
    guard Disk.isThere(file) else { return [] }
    let lines = String(decoding: try Disk.read(file), as: UTF8.self).split(separator: "\n").map(String.init)
    return lines.filter { line in
      let parts = line.split(separator: "/", omittingEmptySubsequences: false)
      return parts.count == 4 && line.hasSuffix(".yml") && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
    }
  }

  private func writeList(_ names: Set<String>) throws(WorkflowError) {
    let text = names.sorted().map { $0 + "\n" }.joined()
    _ = try write(Self.listName, Array(text.utf8))
  }

  /// Writes a file, if it is not as it should be; gives whether it was.
  private func write(_ name: String, _ bytes: [UInt8]) throws(WorkflowError) -> Bool {
    let file = "\(path)/\(name)"
    let folder = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    // Nothing is made behind a link either.
    guard isInside(folder), Disk.makeFolders(folder), Disk.absolute(folder) == folder else {
      throw .failure("\(folder): cannot be made, or is a link that leads elsewhere")
    }
    if Disk.isThere(file) {
      guard !Disk.isLink(file) else { throw .failure("\(file): is a link, and is left alone") }
      if try Disk.read(file) == bytes { return false }
    }
    let temporary = "\(folder)/.remit-\(getpid())"
    unlink(temporary)
    guard Disk.create(temporary, bytes), rename(temporary, file) == 0 else {
      throw .failure("\(file): cannot be written: \(String(cString: strerror(errno)))")
    }
    return true
  }

  /// Whether what is there of a folder's path leads where it seems to lead.
  private func isInside(_ folder: String) -> Bool {
    var there = folder
    while there.utf8.count > path.utf8.count, !Disk.isThere(there) {
      there = String(there[..<(there.lastIndex(of: "/") ?? there.startIndex)])
    }
    return Disk.absolute(there) == there
  }

  /// Removes a file that an earlier run wrote, and the folders that are empty then; gives whether there was one.
  private func remove(_ name: String) throws(WorkflowError) -> Bool {
    let file = "\(path)/\(name)"
    var folder = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
    guard Disk.isThere(file), !Disk.isLink(file), Disk.absolute(folder) == folder else { return false }
    guard try Disk.read(file).starts(with: Self.header.utf8) else { return false }
    guard unlink(file) == 0 else {
      throw .failure("\(file): cannot be removed: \(String(cString: strerror(errno)))")
    }
    while folder.utf8.count > path.utf8.count, rmdir(folder) == 0 {
      folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)])
    }
    return true
  }
}
