public import GitObjects
public import Workflows

/// Looks whether every commit that is to be deployed was allowed: between what is deployed and what is to be, each has to be
/// covered by a decision record, or nothing from it on is deployed.
public struct Gate: Sendable {
  /// What the gate says.
  public struct Verdict: Hashable, Sendable {
    /// The last commit up to which everything is allowed; the deployed one, where the next is not.
    public var deployable: String
    /// Commits along the first parents that no record covers, the oldest first: what there is an alarm for.
    public var quarantined: [String]
    /// The merges that are allowed, the oldest first.
    public var merges: [RecordedMerge]

    /// Whether the whole way is open.
    public var isOpen: Bool { quarantined.isEmpty }
  }

  /// Why the gate cannot say anything.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is to be deployed does not come after what is: history was rewritten, or it is older.
    case notAfter(deployed: String, wanted: String)
    /// There are too many commits between the two.
    case tooFar(Int)
    /// The repository cannot be read.
    case git(GitError)

    /// What happened.
    public var description: String {
      switch self {
      case .notAfter(let deployed, let wanted):
        "\(wanted) does not come after \(deployed): history was rewritten, or the baseline is a later commit"
      case .tooFar(let count):
        "there are more than \(count) commits since the baseline: begin with a later one"
      case .git(let error): "\(error)"
      }
    }
  }

  /// Where the records are.
  public static let notes = "refs/notes/remit"

  private let path: String
  private let notes: String
  private let limit: Int
  private let trust: RecordTrust

  /// A gate before a repository. `notes`: where the records are. `trust`: which of them count.
  public init(
    repository path: String, notes: String = Gate.notes, limit: Int = 10_000, trust: RecordTrust = .everything
  ) {
    self.trust = trust
    self.path = path
    self.notes = notes
    self.limit = limit
  }

  /// Goes from what is to be deployed back to what is (`GateLine`), and looks which of the commits are covered.
  public func check(deployed: String, wanted: String) throws(Failure) -> Verdict {
    let git = try reading { () throws(GitError) in try Repository(opening: path) }
    let (start, end) = try reading { () throws(GitError) in (try git.resolve(deployed), try git.resolve(wanted)) }
    var line = GateLine(git: git, notes: notes, trust: trust, start: start, limit: limit)
    var steps = try reading { () throws(GitError) in try line.steps(to: end) }
    if steps == nil {
      guard try reading({ () throws(GitError) in try git.mergeBase(start, end) }) == start else {
        throw .notAfter(deployed: deployed, wanted: wanted)
      }
      line.isChecked = true
      steps = try reading { () throws(GitError) in try line.steps(to: end) }
    }
    guard let steps else { throw .tooFar(limit) }
    return try reading { () throws(GitError) in try judge(steps, from: start, git) }
  }

  /// Whether one commit comes after another one, or is the same.
  public func descends(_ wanted: String, from deployed: String) -> Bool {
    do throws(GitError) {
      let git = try Repository(opening: path)
      let start = try git.resolve(deployed)
      return try git.mergeBase(start, try git.resolve(wanted)) == start
    } catch { return false }
  }

  private func reading<Value>(_ work: () throws(GitError) -> Value) throws(Failure) -> Value {
    do throws(GitError) { return try work() } catch { throw .git(error) }
  }

  private func judge(_ steps: [GateLine.Step], from start: ObjectID, _ git: Repository) throws(GitError) -> Verdict {
    let line = steps.map(\.id)
    var (merges, unrecorded): ([RecordedMerge], [ObjectID]) = ([], [])
    // How many of the commits that come next belong to the merge that was seen last.
    var covered = 0
    for (index, step) in steps.enumerated() {
      for var merge in step.merges {
        let count = try reach(of: merge, line, index, git)
        guard count > 0 else { continue }
        merge.before = (index + count < line.count ? line[index + count] : start).description
        merges.append(merge)
        covered = max(covered, count)
        break
      }
      if covered == 0 { unrecorded.append(step.id) }
      covered = max(0, covered - 1)
    }
    guard let first = unrecorded.last, let place = line.firstIndex(of: first) else {
      return Verdict(deployable: (line.first ?? start).description, quarantined: [], merges: merges.reversed())
    }
    // What comes after the first one that nobody allowed waits, too: it was decided on top of it.
    let good = line[(place + 1)...]
    let known = Set(good.map(\.description))
    return Verdict(
      deployable: (good.first ?? start).description, quarantined: unrecorded.reversed().map(\.description),
      merges: merges.filter { known.contains($0.commit) }.reversed())
  }

  /// How many commits, this one among them, a merge has put on the target.
  private func reach(
    of merge: RecordedMerge, _ line: [ObjectID], _ index: Int, _ git: Repository
  ) throws(GitError) -> Int {
    // Somebody answers for what this commit holds, whatever it is.
    guard let head = merge.head else { return 1 }
    return try MergeReach.count(head: head, target: merge.target, line: line[index...], in: git)
  }
}
