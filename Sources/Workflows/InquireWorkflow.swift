public import DataBundle
internal import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONPath
public import Ownership

/// Who may approve a change at one place.
public struct PlaceOwners: Sendable {
  /// The datafile or resource.
  public var file: FileReference
  /// RFC 6901 pointer to the place.
  public var pointer: String
  /// The line the place is at; nil in a resource that is one text.
  public var line: Int?
  /// The owners.
  public var owners: [Owner]
}

/// What somebody may change in one file.
public struct FilePlaces: Sendable {
  /// The datafile or resource.
  public var file: FileReference
  /// The places, outermost first, with the owners through whom they are somebody's.
  public var places: [Inquiry.Answer]
}

extension Workspace {
  /// Who may approve a change in a datafile or resource of the working tree: at a pointer or selector, at a line (the
  /// values on that line), or of the file as a whole.
  ///
  /// `forge`: whose accounts count, where `policy.identity` has a field for each.
  public func who(
    _ file: String, line: Int?, path: String?, today: String, forge: Forge? = nil
  ) throws(WorkflowError) -> [PlaceOwners] {
    let (bundle, _) = try load(try source(.workingTree))
    let subject = try subject(file, in: bundle)
    guard let document = subject.new else { return [] }
    let inquiry = try inquiry(bundle, today, forge)
    let isText = subject.file.type == .resource && !document.kind(document.root).isContainer
    var found: [PlaceOwners] = []
    for node in try isText && path == nil ? [document.root] : nodes(subject, document, line, path) {
      let place = ElementPath(of: node, in: document)
      found.append(
        PlaceOwners(
          file: subject.file, pointer: place.pointer.description,
          line: isText ? nil : document.keyRange(node).start.line,
          owners: try owned { () throws(OwnershipError) in try inquiry.owners(in: subject, at: place) }))
    }
    return found
  }

  /// What a user may change, alone or with somebody's approval: in one file, or everywhere.
  ///
  /// `forge`: whose accounts count, where `policy.identity` has a field for each.
  public func can(
    _ user: String, file: String?, today: String, forge: Forge? = nil
  ) throws(WorkflowError) -> [FilePlaces] {
    let (bundle, _) = try load(try source(.workingTree))
    let inquiry = try inquiry(bundle, today, forge)
    var found: [FilePlaces] = []
    func ask(_ subject: FileChange) throws(WorkflowError) {
      let places = try owned { () throws(OwnershipError) in try inquiry.places(of: user, in: subject) }
      if !places.isEmpty { found.append(FilePlaces(file: subject.file, places: places)) }
    }
    if let file {
      try ask(try subject(file, in: bundle))
    } else {
      for datafile in bundle.datafiles { try ask(FileChange(unchanged: datafile)) }
      for resource in bundle.resources { try ask(try subject(resource, in: bundle)) }
    }
    return found
  }

  private func inquiry(_ bundle: Bundle, _ today: String, _ forge: Forge?) throws(WorkflowError) -> Inquiry {
    let field = try Workspace.accountField(bundle.configuration, forge)
    let referrers = ReferrerIndex(bundle)
    return Inquiry(policy: Policy.read(bundle, today: today, accountField: field), bundle: bundle) {
      referrers.paths(of: $0)
    }
  }

  private func owned<Value>(_ body: () throws(OwnershipError) -> Value) throws(WorkflowError) -> Value {
    do throws(OwnershipError) { return try body() } catch { throw .failure(error.description) }
  }

  /// A datafile or resource by its path on disk, or by its path under the data or resource root.
  private func subject(_ name: String, in bundle: Bundle) throws(WorkflowError) -> FileChange {
    if let datafile = bundle.datafile(name) { return FileChange(unchanged: datafile) }
    if let resource = bundle.resource(name) { return try subject(resource, in: bundle) }
    var candidates = [name, folder.isEmpty ? name : "\(folder)/\(name)"]
    if let path = try? repositoryPath(name, from: ".") { candidates.append(path) }
    for candidate in candidates {
      if let datafile = bundle.datafiles.first(where: { $0.file == candidate }) {
        return FileChange(unchanged: datafile)
      }
      if let resource = bundle.resources.first(where: { $0.file == candidate }) {
        return try subject(resource, in: bundle)
      }
    }
    let known = bundle.datafiles.flatMap { [$0.path, $0.file] } + bundle.resources.flatMap { [$0.path, $0.file] }
    let nearest = Suggestion.nearest(to: name, among: known)
    throw .usage("\(name) is not a datafile or resource\(nearest.map { ": did you mean \($0)?" } ?? "")")
  }

  private func subject(_ resource: Resource, in bundle: Bundle) throws(WorkflowError) -> FileChange {
    do throws(SourceError) {
      return FileChange(unchanged: resource, bytes: try bundle.bytes(of: resource))
    } catch {
      throw .failure(error.description)
    }
  }

  private func nodes(
    _ subject: FileChange, _ document: Document, _ line: Int?, _ path: String?
  ) throws(WorkflowError) -> [NodeID] {
    if let path {
      if path.isEmpty || path.hasPrefix("/") {
        guard let pointer = JSONPointer(parsing: path), let node = document.resolve(pointer) else {
          throw .usage("\(subject.file.path) has nothing at \(path)")
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
      guard !found.isEmpty else { throw .usage("\"\(path)\" matches nothing in \(subject.file.path)") }
      return found
    }
    guard let line else { return [document.root] }
    var found: [NodeID] = []
    var node = document.root
    while node < document.end(document.root) {
      if node != document.root, document.keyRange(node).start.line == line { found.append(node) }
      node = document.next(after: node)
    }
    guard !found.isEmpty else { throw .usage("\(subject.repositoryPath) has no value at line \(line)") }
    return found
  }
}
