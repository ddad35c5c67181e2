internal import DataBundle
internal import DocumentModel
internal import JSONe

/// A datafile as templates see it. References in it are the datafiles that they lead to; so values may lead to each other
/// in circles, and nothing is looked at before somebody asks.
final class LazyDatafile: LazyObject {
  let position: Int
  let datafile: Datafile
  private unowned let session: Session

  init(_ datafile: Datafile, at position: Int, _ session: Session) {
    self.datafile = datafile
    self.position = position
    self.session = session
  }

  func keys() throws(TemplateError) -> [String] {
    session.touch(position)
    return datafile.document.children(datafile.document.root).compactMap { datafile.document.key($0) }
  }

  func member(_ key: String) throws(TemplateError) -> TemplateValue? {
    session.touch(position)
    guard let node = datafile.document.member(datafile.document.root, DocumentKey(key)) else { return nil }
    return try session.value(node, of: datafile)
  }
}

/// A mapping within a datafile that has references in it.
final class LazyPart: LazyObject {
  private let datafile: Datafile
  private let node: NodeID
  private unowned let session: Session

  init(_ node: NodeID, of datafile: Datafile, _ session: Session) {
    self.datafile = datafile
    self.node = node
    self.session = session
  }

  func keys() throws(TemplateError) -> [String] {
    datafile.document.children(node).compactMap { datafile.document.key($0) }
  }

  func member(_ key: String) throws(TemplateError) -> TemplateValue? {
    guard let member = datafile.document.member(node, DocumentKey(key)) else { return nil }
    return try session.value(member, of: datafile)
  }
}
