public import DataBundle
internal import Diffing
internal import DocumentModel
public import JSONPath

/// The reverse questions: who may approve a change at a place, and what somebody may change.
public struct Inquiry: Sendable {
  private let policy: Policy
  private let bundle: Bundle
  private let builder: CoverageBuilder

  /// Questions about a bundle as it stands.
  public init(
    policy: Policy, bundle: Bundle, referrers: @escaping @Sendable (FileReference) -> Set<String>
  ) {
    self.policy = policy
    self.bundle = bundle
    builder = CoverageBuilder(
      policy: policy, target: bundle, result: bundle, mode: .strict, referrers: referrers)
  }

  /// A place of a datafile and who owns it.
  public struct Answer: Sendable {
    /// RFC 6901 pointer to the place; empty for the whole file.
    public var pointer: String
    /// The owners of a change there that leaves everything else alone.
    public var owners: [Owner]
  }

  /// Who may approve that the value at a place of a datafile gets another value.
  public func owners(of datafile: Datafile, at path: ElementPath) throws(OwnershipError) -> [Owner] {
    try owned(
      datafile, ChangeItem(.changed, at: path, otherPath: path, old: node(path, datafile), new: node(path, datafile)))
  }

  /// The places of a datafile whose change somebody may approve alone, from the outside in; nested ones only where
  /// the whole around them is not theirs.
  public func places(of person: String, in datafile: Datafile) throws(OwnershipError) -> [Answer] {
    let account = person.lowercased()
    let whole = ChangeItem(
      .changed, at: ElementPath([]), otherPath: ElementPath([]), old: datafile.document.root,
      new: datafile.document.root)
    let judge = try builder.judge(change(datafile, whole))
    var found: [Answer] = []
    func visit(_ node: NodeID, _ path: ElementPath) {
      let owners = judge.owners(of: ChangeItem(.changed, at: path, otherPath: path, old: node, new: node))
      let mine = owners.filter { owner in !owner.disabled && owner.approvers.contains { $0.lowercased() == account } }
      if !mine.isEmpty {
        found.append(Answer(pointer: path.pointer.description, owners: mine))
        return
      }
      for (position, child) in datafile.document.children(node).enumerated() {
        let step = datafile.document.key(child).map { ElementPath.Step.field($0) } ?? .index(position)
        visit(child, ElementPath(path.steps + [step]))
      }
    }
    visit(datafile.document.root, ElementPath([]))
    return found
  }

  private func owned(_ datafile: Datafile, _ item: ChangeItem) throws(OwnershipError) -> [Owner] {
    try builder.judge(change(datafile, item)).owners(of: item)
  }

  private func node(_ path: ElementPath, _ datafile: Datafile) -> NodeID? {
    datafile.document.resolve(path.pointer)
  }

  private func change(_ datafile: Datafile, _ item: ChangeItem) -> FileChange {
    FileChange(
      file: FileReference(.datafile, datafile.path), repositoryPath: datafile.file, schema: datafile.schema,
      old: datafile.document, new: datafile.document, oldContent: datafile.content, newContent: datafile.content,
      items: [item])
  }
}

/// What is known of one file, ready to be asked about many places.
struct FileJudge {
  let coverage: StrictCoverage

  func owners(of item: ChangeItem) -> [Owner] { coverage.owners(ofItem: item) }

  /// Everybody who owns anything in it.
  var holders: [Owner] { coverage.holders }
}
