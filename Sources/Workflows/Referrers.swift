internal import DataBundle
internal import DocumentModel
internal import Ownership

/// Which datafiles refer to a file, on either side of a merge request.
struct Referrers: Sendable {
  let target: Bundle
  let result: Bundle
  let mode: OwnershipMode

  /// The paths of the datafiles that refer to a file. For a resource: those that hold its path as a text; the context
  /// selector then decides whether it stands in the right place. Backrefs of datafiles exist in strict mode only
  /// (qontract knows those of resources).
  func paths(of file: FileReference) -> Set<String> {
    var found: Set<String> = []
    for bundle in [target, result] {
      for datafile in bundle.datafiles where !found.contains(datafile.path) {
        if refers(datafile, to: file) { found.insert(datafile.path) }
      }
    }
    return found
  }

  private func refers(_ datafile: Datafile, to file: FileReference) -> Bool {
    switch file.type {
    case .datafile: return mode == .strict && datafile.references.contains { datafile.target($0) == file.path }
    case .other: return false
    case .resource:
      let wanted = Array(file.path.utf8)
      var id = datafile.document.root
      let end = datafile.document.end(id)
      while id < end {
        if datafile.document.kind(id) == .string, datafile.document.text(id).elementsEqual(wanted) { return true }
        id = datafile.document.next(after: id)
      }
      return false
    }
  }
}

/// The same for one bundle in strict mode, made once for questions about all of its files.
struct ReferrerIndex: Sendable {
  private var datafiles: [String: Set<String>] = [:]
  private var resources: [String: Set<String>] = [:]

  /// An index of a bundle.
  init(_ bundle: Bundle) {
    for datafile in bundle.datafiles {
      for reference in datafile.references { datafiles[datafile.target(reference), default: []].insert(datafile.path) }
      guard !bundle.resources.isEmpty else { continue }
      var id = datafile.document.root
      let end = datafile.document.end(id)
      while id < end {
        if datafile.document.kind(id) == .string, let resource = bundle.resource(id, of: datafile) {
          resources[resource.path, default: []].insert(datafile.path)
        }
        id = datafile.document.next(after: id)
      }
    }
  }

  /// The paths of the datafiles that refer to a file.
  func paths(of file: FileReference) -> Set<String> {
    switch file.type {
    case .datafile: datafiles[file.path] ?? []
    case .resource: resources[file.path] ?? []
    case .other: []
    }
  }
}
