public import DataBundle
public import Diffing
internal import DocumentModel
public import JSONPath

/// The reverse questions: who may approve a change at a place, and what somebody may change.
public struct Inquiry: Sendable {
  private let policy: Policy
  private let builder: CoverageBuilder

  /// Questions about a bundle as it stands.
  public init(
    policy: Policy, bundle: Bundle, referrers: @escaping @Sendable (FileReference) -> Set<String>
  ) {
    self.policy = policy
    builder = CoverageBuilder(
      policy: policy, target: bundle, result: bundle, mode: .strict, referrers: referrers)
  }

  /// A place of a file that is somebody's.
  public struct Answer: Sendable {
    /// RFC 6901 pointer to the place; empty for the whole file.
    public var pointer: String
    /// The owners of a change there that leaves everything else alone, as far as they are that person.
    public var owners: [Owner]
    /// What else that person's own change needs there.
    public var need: Need
  }

  /// What a change needs besides being proposed by somebody who owns the place: `policy.selfApproval`.
  public enum Need: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// That its author says `/lgtm`.
    case ownWord
    /// That one of some other people approves it; their accounts, sorted.
    case others([String])

    /// Whether nobody else has to be asked.
    public var isAlone: Bool { if case .others = self { false } else { true } }

    private var rank: Int {
      switch self {
      case .nothing: 0
      case .ownWord: 1
      case .others: 2
      }
    }

    /// Whether it is less than something else.
    func isLess(than other: Need?) -> Bool { other.map { rank < $0.rank } ?? true }
  }

  /// Who may approve that the value at a place of a file (`FileChange(unchanged:)`) gets another value.
  public func owners(in file: FileChange, at path: ElementPath) throws(OwnershipError) -> [Owner] {
    let node = file.new?.resolve(path.pointer)
    return try builder.judge(file).owners(of: ChangeItem(.changed, at: path, otherPath: path, old: node, new: node))
  }

  /// The places of a file (`FileChange(unchanged:)`) that are somebody's, from the outside in; nested ones only where the
  /// whole around them is not theirs, or needs more than they do.
  public func places(of person: String, in file: FileChange) throws(OwnershipError) -> [Answer] {
    guard let document = file.new else { return [] }
    let account = Account(person)
    let judge = try builder.judge(file)
    var found: [Answer] = []
    func visit(_ node: NodeID, _ path: ElementPath, _ around: Need?) {
      let owners = judge.owners(of: ChangeItem(.changed, at: path, otherPath: path, old: node, new: node))
      let mine = owners.filter { owner in !owner.disabled && owner.approvers.contains { Account($0) == account } }
      var around = around
      if !mine.isEmpty {
        let need = need(account, mine, owners)
        if need.isLess(than: around) {
          found.append(Answer(pointer: path.pointer.description, owners: mine, need: need))
          around = need
        }
        if need == .nothing { return }
      }
      for (position, child) in document.children(node).enumerated() {
        let step = document.key(child).map { ElementPath.Step.field($0) } ?? .index(position)
        visit(child, ElementPath(path.steps + [step]), around)
      }
    }
    visit(document.root, ElementPath([]), nil)
    return found
  }

  private func need(_ account: Account, _ mine: [Owner], _ all: [Owner]) -> Need {
    let rule = policy.settings.selfApproval
    if mine.contains(where: { rule.isProposingEnough(where: Set($0.approvers.map { Account($0) })) }) {
      return .nothing
    }
    if rule.isOwnWordEnough { return .ownWord }
    let people = Set(all.filter { !$0.disabled }.flatMap(\.approvers))
    return .others(people.filter { Account($0) != account }.sorted())
  }
}

/// What is known of one file, ready to be asked about many places.
struct FileJudge {
  let coverage: StrictCoverage

  func owners(of item: ChangeItem) -> [Owner] { coverage.owners(ofItem: item) }

  /// Everybody who owns anything in it.
  var holders: [Owner] { coverage.holders }
}
