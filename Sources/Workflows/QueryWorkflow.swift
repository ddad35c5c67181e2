internal import DataBundle
public import Diagnostics
internal import DocumentModel
internal import JSONPath
public import Reporting

/// What a selector selects.
public struct QueryResult: Sendable {
  /// The values, by file, in the order of the selector's matches.
  public var values: [FoundValue]
  /// What is wrong with the files that were asked, and traps in the selector.
  public var diagnostics: [Diagnostic]
}

extension Workspace {
  /// Evaluates a selector on files, or on all datafiles of the working tree if none is named.
  public func query(_ text: String, files: [String], from directory: String) throws(WorkflowError) -> QueryResult {
    let selector: Selector
    do throws(SelectorError) { selector = try Selector(text) } catch {
      let help = error.help.map { "; \($0)" } ?? ""
      throw .usage("\"\(text)\" is no selector: \(error.message), at byte \(error.offset + 1)\(help)")
    }
    var result = QueryResult(values: [], diagnostics: [])
    if files.isEmpty {
      let (bundle, diagnostics) = try load(try source(.workingTree))
      let schemas = Set(bundle.schemas.map(\.file))
      let masking = Masking(bundle)
      let found = diagnostics.filter { !schemas.contains($0.place.file) }
      result.diagnostics = SourceLines(bundle.source, masking).masked(found)
      for datafile in bundle.datafiles {
        try result.add(datafile.document, datafile.file, selector) { masking.masked($0, schemas: [datafile.schema]) }
      }
    }
    for path in files {
      let file = try document(path, from: directory)
      result.diagnostics += file.diagnostics
      if let document = file.document { try result.add(document, file.file, selector) { $0 } }
    }
    return result
  }
}

extension QueryResult {
  fileprivate mutating func add(
    _ document: Document, _ file: String, _ selector: Selector, masked: (Document) -> Document
  ) throws(WorkflowError) {
    do throws(SelectorLimitError) {
      let matches = try selector.matches(in: document)
      guard !matches.isEmpty else { return }
      let shown = masked(document)
      for match in matches {
        let path = ElementPath(of: match.node, in: document)
        values.append(FoundValue(file: file, document: shown, node: match.node, path: path.jsonPathText))
      }
    } catch {
      throw .failure("\(file): \(error.description)")
    }
  }
}
