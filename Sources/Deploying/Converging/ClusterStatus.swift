internal import JSONCoding
internal import Kubernetes

/// How a cluster is: for people, and for what watches.
public struct ClusterStatus: Hashable, Sendable {
  /// How a set is.
  public struct OfSet: Hashable, Sendable {
    /// The set.
    public var name: String
    /// The commit that is deployed; nil: none is, wholly.
    public var commit: String?
    /// The run that is not finished.
    public var pending: String?
    /// How many objects are as they are to be.
    public var unchanged: Int
    /// How many steps there would be.
    public var steps: Int
    /// How many of them repair what differs on the cluster.
    public var drift: Int
    /// Findings, by kind.
    public var findings: [String: Int]
    /// Why nothing is written; nil: nothing keeps from it.
    public var stop: String?
  }

  /// The cluster.
  public var cluster: String
  /// `deployed`, `partial`, `blocked`, `unknown`.
  public var state: ClusterOutcome.State
  /// Why; empty where there is nothing to say.
  public var reason: String
  /// The sets, by name.
  public var sets: [OfSet]
  /// Objects that nobody asks for, by class.
  public var orphans: [String: Int]
  /// The objects that nobody asks for, by class and object; of very many the first ones.
  public var orphanObjects: [Orphan]

  /// How many objects that nobody asks for are listed.
  public static let orphanLimit = 1_000

  /// The state that a plan found. A plan with something to do is not deployed yet.
  public init(_ plan: ClusterPlan) {
    cluster = plan.cluster
    reason = plan.stop ?? ""
    sets = plan.sets.map { set in
      OfSet(
        name: set.name, commit: set.parent?.commit, pending: set.parent?.journal?.commit, unchanged: set.unchanged,
        steps: set.steps.count,
        drift: set.steps.count { $0.action == .repair || $0.action == .strip }
          + set.findings.count { $0.kind == .drift || $0.kind == .added },
        findings: Dictionary(set.findings.map { ($0.kind.rawValue, 1) }, uniquingKeysWith: +), stop: set.stop)
    }
    orphans = Dictionary(plan.orphans.map { ($0.reason.rawValue, 1) }, uniquingKeysWith: +)
    orphanObjects = Array(
      plan.orphans.sorted { ($0.reason.rawValue, $0.key) < ($1.reason.rawValue, $1.key) }.prefix(Self.orphanLimit))
    if plan.stop != nil {
      state = plan.clusterUID.isEmpty ? .unknown : .blocked
    } else {
      // A folder keeps no commits.
      let isCurrent = plan.sets.allSatisfy { set in set.isClean && set.parent.map { $0.commit == plan.commit } ?? true }
      state = isCurrent ? .deployed : .partial
    }
  }
}

extension [ClusterStatus] {
  /// As JSON, a line end at the end.
  public var json: String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "DeployStatus")
    writer.objects("clusters", self) { status, writer in
      writer.member("cluster", status.cluster)
      writer.member("state", status.state.rawValue)
      writer.member("reason", status.reason)
      writer.objects("sets", status.sets) { set, writer in
        writer.member("name", set.name)
        writer.member("commit", set.commit)
        writer.member("pending", set.pending)
        writer.member("unchanged", set.unchanged)
        writer.member("steps", set.steps)
        writer.member("drift", set.drift)
        writer.member("stop", set.stop)
        writer.counts("findings", set.findings)
      }
      writer.counts("orphans", status.orphans)
      writer.objects("orphanObjects", status.orphanObjects) { orphan, writer in
        writer.member("class", orphan.reason.rawValue)
        orphan.key.write(to: &writer)
        writer.member("since", orphan.since)
        writer.member("commit", orphan.provenance?.commit)
        writer.member("mergeRequest", orphan.provenance?.mergeRequest)
        writer.member("advice", orphan.advice)
      }
    }
    writer.endObject()
    return writer.text + "\n"
  }

  /// As a table for a terminal.
  public var table: String {
    var rows = [["CLUSTER", "SET", "STATE", "COMMIT", "OBJECTS", "STEPS", "DRIFT", "FINDINGS"]]
    for status in self {
      if status.sets.isEmpty {
        rows.append([status.cluster, "-", status.state.rawValue, "-", "-", "-", "-", Lines.safe(status.reason)])
      }
      for set in status.sets {
        let isDone = set.stop == nil && set.steps == 0 && set.findings.isEmpty && set.pending == nil
        let state: ClusterOutcome.State = set.stop != nil ? .blocked : isDone ? .deployed : .partial
        rows.append([
          status.cluster, Lines.safe(set.name), state.rawValue, Lines.safe(String((set.commit ?? "-").prefix(12))),
          "\(set.unchanged)",
          "\(set.steps)", "\(set.drift)",
          set.findings.isEmpty
            ? "-" : set.findings.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "),
        ])
      }
    }
    var orphans = [["CLUSTER", "ORPHAN", "OBJECT", "SINCE"]]
    for status in self {
      for orphan in status.orphanObjects {
        orphans.append([
          status.cluster, orphan.reason.rawValue, Lines.safe(orphan.key.description), Lines.safe(orphan.since ?? "-"),
        ])
      }
    }
    return Self.aligned(rows) + (orphans.count > 1 ? "\n" + Self.aligned(orphans) : "")
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}

extension JSONWriter {
  fileprivate mutating func counts(_ key: String, _ counts: [String: Int]) {
    object(key) { writer in
      for (name, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(name, count) }
    }
  }
}
