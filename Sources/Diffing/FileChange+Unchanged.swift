public import DataBundle
internal import DocumentModel
internal import JSONPath

extension FileChange {
  /// A datafile as if all of it were to change.
  public init(unchanged datafile: Datafile) {
    self.init(
      unchanged: FileReference(.datafile, datafile.path), datafile.file, datafile.schema, datafile.document,
      datafile.content)
  }

  /// A resource as if all of it were to change.
  public init(unchanged resource: Resource, bytes: [UInt8]) {
    let content = ResourceContent(bytes, path: resource.path)
    self.init(
      unchanged: FileReference(.resource, resource.path), resource.file, content.schema, content.document,
      resource.content)
  }

  private init(
    unchanged file: FileReference, _ path: String, _ schema: String?, _ document: Document, _ content: ContentID?
  ) {
    let root = document.root
    self.init(
      file: file, repositoryPath: path, schema: schema, old: document, new: document, oldContent: content,
      newContent: content,
      items: [ChangeItem(.changed, at: ElementPath([]), otherPath: ElementPath([]), old: root, new: root)])
  }
}
