internal import DocumentModel
internal import JSONPath

/// Ownership could not be found out, so nothing may be approved.
public struct OwnershipError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which selector failed and why.
  public var description: String
}

extension Selector {
  /// The matches, or an error that names the selector.
  func places(in document: Document) throws(OwnershipError) -> [Match] {
    do throws(SelectorLimitError) {
      return try matches(in: document)
    } catch {
      throw OwnershipError(description: "the selector \"\(source)\": \(error.description)")
    }
  }
}

extension SelectorTemplate {
  /// The selector for a context file, or an error that names it.
  func rendered(for contextPath: String) throws(OwnershipError) -> Selector {
    do throws(SelectorError) {
      return try selector(contextFilePath: contextPath)
    } catch {
      throw OwnershipError(description: "the selector \"\(source)\" for \(contextPath) \(error.message)")
    }
  }
}
