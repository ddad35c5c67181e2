public import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONPath
public import Ownership

/// Who may approve a change at one place.
public struct PlaceOwners: Sendable {
  /// The datafile.
  public var datafile: Datafile
  /// RFC 6901 pointer to the place.
  public var pointer: String
  /// The line the place is at.
  public var line: Int
  /// The owners.
  public var owners: [Owner]
}

/// What somebody may change in one datafile.
public struct FilePlaces: Sendable {
  /// The datafile.
  public var datafile: Datafile
  /// The places, outermost first, with the owners through whom they are somebody's.
  public var places: [Inquiry.Answer]
}

extension Workspace {
  /// Who may approve a change in a datafile of the working tree: at a pointer or selector, at a line (the values on
  /// that line), or of the file as a whole.
  public func who(_ file: String, line: Int?, path: String?, today: String, forge: Forge? = nil) throws(WorkflowError)
    -> [PlaceOwners]
  {
    let (bundle, _) = try load(try source(.workingTree))
    let datafile = try datafile(file, in: bundle)
    let inquiry = try inquiry(bundle, today, forge)
    var found: [PlaceOwners] = []
    for node in try nodes(datafile, line, path) {
      let place = ElementPath(of: node, in: datafile.document)
      found.append(
        PlaceOwners(
          datafile: datafile, pointer: place.pointer.description, line: datafile.document.keyRange(node).start.line,
          owners: try owned { () throws(OwnershipError) in try inquiry.owners(of: datafile, at: place) }))
    }
    return found
  }

  /// What a user may approve alone: in one datafile, or everywhere.
  public func can(_ user: String, file: String?, today: String, forge: Forge? = nil) throws(WorkflowError)
    -> [FilePlaces]
  {
    let (bundle, _) = try load(try source(.workingTree))
    let inquiry = try inquiry(bundle, today, forge)
    let datafiles = if let file { [try datafile(file, in: bundle)] } else { bundle.datafiles }
    var found: [FilePlaces] = []
    for datafile in datafiles {
      let places = try owned { () throws(OwnershipError) in try inquiry.places(of: user, in: datafile) }
      if !places.isEmpty { found.append(FilePlaces(datafile: datafile, places: places)) }
    }
    return found
  }

  private func inquiry(_ bundle: Bundle, _ today: String, _ forge: Forge?) throws(WorkflowError) -> Inquiry {
    let field = try Workspace.accountField(bundle.configuration, forge)
    let referrers = Referrers(target: bundle, result: bundle, mode: .strict)
    return Inquiry(policy: Policy.read(bundle, today: today, accountField: field), bundle: bundle) {
      referrers.paths(of: $0)
    }
  }

  private func owned<Value>(_ body: () throws(OwnershipError) -> Value) throws(WorkflowError) -> Value {
    do throws(OwnershipError) { return try body() } catch { throw .failure(error.description) }
  }

  /// A datafile by its path on disk, or by its path under the data root.
  private func datafile(_ name: String, in bundle: Bundle) throws(WorkflowError) -> Datafile {
    if let datafile = bundle.datafile(name) { return datafile }
    for candidate in [name, folder.isEmpty ? name : "\(folder)/\(name)"] {
      if let datafile = bundle.datafiles.first(where: { $0.file == candidate }) { return datafile }
    }
    if let path = try? repositoryPath(name, from: "."),
      let datafile = bundle.datafiles.first(where: { $0.file == path })
    {
      return datafile
    }
    let nearest = Suggestion.nearest(to: name, among: bundle.datafiles.flatMap { [$0.path, $0.file] })
    throw .usage("\(name) is not a datafile\(nearest.map { ": did you mean \($0)?" } ?? "")")
  }

  private func nodes(_ datafile: Datafile, _ line: Int?, _ path: String?) throws(WorkflowError) -> [NodeID] {
    let document = datafile.document
    if let path {
      if path.isEmpty || path.hasPrefix("/") {
        guard let pointer = JSONPointer(parsing: path), let node = document.resolve(pointer) else {
          throw .usage("\(datafile.path) has nothing at \(path)")
        }
        return [node]
      }
      let selector: Selector
      do throws(SelectorError) { selector = try Selector(path) } catch {
        throw .usage("the selector \"\(path)\" \(error.message)")
      }
      let found: [NodeID]
      do throws(SelectorLimitError) { found = try selector.matches(in: document).map(\.node) } catch {
        throw .failure(error.description)
      }
      guard !found.isEmpty else { throw .usage("\"\(path)\" matches nothing in \(datafile.path)") }
      return found
    }
    guard let line else { return [document.root] }
    var found: [NodeID] = []
    var node = document.root
    while node < document.end(document.root) {
      if node != document.root, document.keyRange(node).start.line == line { found.append(node) }
      node = document.next(after: node)
    }
    guard !found.isEmpty else { throw .usage("\(datafile.file) has no value at line \(line)") }
    return found
  }
}
