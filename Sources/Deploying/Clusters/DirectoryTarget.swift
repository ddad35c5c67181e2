internal import DocumentModel
internal import Foundation
internal import JSONCoding
internal import Kubernetes

/// A folder in place of a cluster: for review, for simulations, and for other tools that pick objects up from it. A file for each
/// object, `SET/NAMESPACE/KIND.NAME.json`, as it would be applied.
public struct DirectoryTarget: Sendable {
  /// The folder.
  public let path: String

  /// A folder, which is made if it is not there.
  public init(_ path: String) { self.path = path }

  /// What differs between the folder and what is desired. What is in the folder and was not written by this is left alone.
  public func plan(_ desired: DesiredState, _ options: PlanOptions) -> ClusterPlan {
    var result = ClusterPlan(cluster: desired.cluster, commit: desired.commit, stop: desired.problem)
    guard result.stop == nil else { return result }
    result.sets = desired.sets.map { name in
      var plan = SetPlan(name: name)
      if let why = desired.incompleteSets[name] { plan.holds = ["not all could be rendered: \(why)"] }
      let wanted = files(of: name, desired)
      for (file, index) in wanted.sorted(by: { $0.key < $1.key }) {
        add(file, index, desired, options.policy.drift, to: &plan)
      }
      var gone: [PlannedStep] = []
      for (file, object) in written(name) where wanted[file] == nil {
        plan.members += 1
        guard let key = object.key, let kind = object.groupVersionKind else { continue }
        let tombstone = desired.objects.first { $0.isTombstone && $0.key == key }
        if options.policy.guardedKinds.contains(key.groupKind), tombstone == nil {
          plan.findings.append(
            Finding(.unmarked, key, "nobody asks for it; it goes when a datafile says `delete: true`"))
        } else if let hold = plan.holds.first {
          plan.findings.append(Finding(.held, key, "nobody asks for it, and nothing is deleted now: \(hold)"))
        } else {
          gone.append(
            PlannedStep(.delete, key, kind, datafile: tombstone?.datafile ?? "", isTombstone: tombstone != nil))
        }
      }
      plan.members += wanted.count
      plan.overBudget = max(
        0, gone.count { !$0.isTombstone } - options.policy.budget.limit(of: plan.members))
      plan.steps += gone.sorted { $0.key < $1.key }
      return plan
    }
    return result.hiding(desired, desired.sets.flatMap { Array(written($0).values) })
  }

  /// Writes what is desired, and removes what is not. Nothing is half written: a file is there as a whole, or as it was.
  public func run(_ desired: DesiredState, _ options: RunOptions) -> ClusterOutcome {
    let plan = plan(desired, options.plan)
    if let expected = options.expectedHash, expected != plan.hash {
      return ClusterOutcome(cluster: desired.cluster, plan: plan.stopped(insteadOf: expected))
    }
    var outcome = ClusterOutcome(cluster: desired.cluster, plan: plan)
    for set in plan.sets {
      var results: [StepResult] = []
      for step in set.steps { results.append(StepResult(step: step, state: take(step, set, desired, options, plan))) }
      outcome.sets.append(SetOutcome(name: set.name, results: results, findings: set.findings, stop: set.stop))
    }
    return outcome
  }

  private func take(
    _ step: PlannedStep, _ set: SetPlan, _ desired: DesiredState, _ options: RunOptions, _ plan: ClusterPlan
  ) -> StepResult.State {
    let file = "\(path)/\(Self.file(of: step.key, in: set.name))"
    if let link = link(on: Self.file(of: step.key, in: set.name)) {
      return .failed("\(link) is a link or no folder: nothing is written through it; remove it")
    }
    do {
      if step.action == .delete {
        guard set.overBudget == 0 || step.isTombstone || options.approvedHash == plan.hash else {
          return .overBudget(set.overBudget)
        }
        try FileManager.default.removeItem(atPath: file)
        return .done
      }
      guard let index = step.index else { return .failed("nothing asks for it") }
      let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let text = text(of: desired.objects[index], over: read(file))
      try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
      return .done
    } catch { return .failed("\(file) cannot be written") }
  }

  private func add(
    _ file: String, _ index: Int, _ desired: DesiredState, _ drift: DriftMode, to plan: inout SetPlan
  ) {
    let object = desired.objects[index]
    let live = link(on: file) == nil ? read("\(path)/\(file)") : nil
    let next = object.applied(Seal(), provenance: object.provenance(over: live, Seal()))
    var action = live == nil ? PlannedStep.Action.create : .change
    if let live, live.annotations[Marks.contentHash] == object.contentDigest {
      // Nobody else has fields in files.
      if Containment.contains(live, next), Containment.contains(next, live) {
        plan.unchanged += 1
        return
      }
      let isMark = live.marks != next.marks && FieldChange.between(live, next).isEmpty
      action = isMark ? .mark : .repair
      if drift == .report, !isMark {
        return plan.findings.append(
          Finding(
            .drift, object.key, "differs from what was written", datafile: object.datafile,
            changes: FieldChange.between(live, next)))
      }
    }
    plan.steps.append(
      PlannedStep(
        action, object.key, object.kind, datafile: object.datafile,
        changes: live.map { FieldChange.between($0, next) } ?? FieldChange.creating(next),
        contentDigest: object.contentDigest, index: index))
  }

  private func text(of object: DesiredObject, over live: KubernetesObject?) -> String {
    let applied = object.applied(Seal(), provenance: object.provenance(over: live, Seal()))
    return applied.document.json(style: .init(sortedKeys: true, indent: 2)) + "\n"
  }

  /// The files of a set, and whose they are.
  private func files(of set: String, _ desired: DesiredState) -> [String: Int] {
    var files: [String: Int] = [:]
    for (index, object) in desired.objects.enumerated() where object.set == set && !object.isTombstone {
      files[Self.file(of: object.key, in: set)] = index
    }
    return files
  }

  /// Names are DNS names or path segments: nothing in them leads anywhere else. `:` is no part of names everywhere.
  static func file(of key: ObjectKey, in set: String) -> String {
    "\(set)/\(key.namespace ?? "_cluster")/\(key.groupKind).\(key.name.replacing(":", with: "%3A")).json"
  }

  /// What this wrote for a set.
  private func written(_ set: String) -> [String: KubernetesObject] {
    var result: [String: KubernetesObject] = [:]
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(set)")) ?? []
    for folder in folders {
      guard link(on: "\(set)/\(folder)/_") == nil else { continue }
      for file in (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(set)/\(folder)")) ?? [] {
        let name = "\(set)/\(folder)/\(file)"
        guard link(on: name) == nil, let object = read("\(path)/\(name)"), let key = object.key,
          Self.file(of: key, in: set) == name,
          ApplySet.membership(of: object) == SetParent.id(of: set)
        else { continue }
        result[name] = object
      }
    }
    return result
  }

  /// The first part of a file's path within the folder that is a link, or is a folder where a file is to be, or the other way
  /// round; nil: it leads to where it seems to lead. The folder itself may be a link: whoever runs this names it.
  private func link(on file: String) -> String? {
    let parts = file.split(separator: "/")
    var here = path
    for (index, part) in parts.enumerated() {
      here += "/\(part)"
      // This is `lstat`: of a link it says that it is one.
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: here) else { return nil }
      let type = attributes[.type] as? FileAttributeType
      guard type == (index == parts.count - 1 ? .typeRegular : .typeDirectory) else { return here }
    }
    return nil
  }

  private func read(_ file: String) -> KubernetesObject? {
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    return JSONReader().read(Array(data), file: file).document.flatMap(KubernetesObject.init)
  }
}
