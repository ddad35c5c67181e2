internal import DataBundle
internal import DocumentModel
internal import JSONPath

/// A change-type about to judge a file for certain people.
struct JudgingContext {
  /// The change-type, by its index.
  var changeType: Int
  /// Who owns what it covers.
  var owner: Owner
  /// The context file's path, for `{{ ctx_file_path }}`.
  var contextPath: String
  /// Which detector led here; nil: the file is its own context.
  var detector: Int?
  /// On which sides the context is found.
  var presence: Presence
}

/// The places of a file that a change-type allows to change.
struct AllowedPaths {
  let policy: Policy
  let mode: OwnershipMode

  /// The matches of the change-type's selectors in a document, each path once, in the order of the selectors.
  ///
  /// Strictly, only the selectors of the detector that led to the context count (qontract takes those of every
  /// detector of the schema), and those of detectors without a context where the file is its own context.
  func matches(
    _ context: JudgingContext, type: FileType, schema: String?, in document: Document
  ) throws(OwnershipError) -> [Match] {
    let changeType = policy.changeTypes[context.changeType]
    guard changeType.fileType == type else { return [] }
    var found: [Match] = []
    var seen: Set<ElementPath> = []
    let schemas: [String?] = schema == nil ? [nil] : [schema, nil]
    for wanted in schemas {
      for template in templates(changeType, wanted, context.detector) {
        let selector = try template.rendered(for: context.contextPath)
        for match in try selector.places(in: document) {
          if wanted == nil, schema != nil, seen.contains(match.path) { continue }
          seen.insert(match.path)
          found.append(match)
        }
      }
    }
    return found
  }

  private func templates(_ changeType: ChangeType, _ schema: String?, _ detector: Int?) -> [SelectorTemplate] {
    var found: [SelectorTemplate] = []
    var known: Set<SelectorTemplate> = []
    for (position, candidate) in changeType.detectors.enumerated() where candidate.changeSchema == schema {
      if mode == .strict {
        guard !candidate.disabled else { continue }
        guard detector == nil ? candidate.context == nil : position == detector else { continue }
      }
      for selector in candidate.selectors where known.insert(selector).inserted { found.append(selector) }
    }
    return found
  }
}
