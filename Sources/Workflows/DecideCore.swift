public import DataBundle
public import Deciding
internal import Diagnostics
public import Diffing
public import Ownership
internal import Rendering
public import Reporting
internal import Validation

/// A proposal: a state of the files that is to replace the target's.
public struct Proposal: Sendable {
  /// The files as they would be after merging.
  public var source: any FileSource
  /// The files that are not the same as in the target.
  public var changed: [ChangedFile]

  /// A proposal from its parts.
  public init(source: any FileSource, changed: [ChangedFile]) {
    self.source = source
    self.changed = changed
  }
}

/// What a decision needs to know besides the files.
public struct DecisionRequest: Sendable {
  /// The rules.
  public var mode: OwnershipMode
  /// Account name of the author.
  public var author: String
  /// The forge whose accounts count, where `policy.identity` has a field for each.
  public var forge: Forge?
  /// The names of accounts by their numbers on the forge, for policies that name accounts by number.
  public var accountNames: [Int64: String]
  /// What happened, in order.
  public var events: [Event]
  /// Today, `YYYY-MM-DD`, for roles that expire.
  public var today: String
  /// Name of the head that is decided.
  public var head: String
  /// Accounts that count as sole approvers besides the author (compat mode).
  public var automaticApprovers: Set<String>
  /// Files that do not merge.
  public var conflicts: [String]
  /// The digests of the items at former heads, where they are known without their files (a decision that is repeated).
  public var digestsByHead: [String: Set<String>]

  /// A request from its parts.
  public init(
    mode: OwnershipMode = .strict, author: String, forge: Forge? = nil, accountNames: [Int64: String] = [:],
    events: [Event] = [], today: String, head: String = "", automaticApprovers: Set<String> = [],
    conflicts: [String] = [],
    digestsByHead: [String: Set<String>] = [:]
  ) {
    self.mode = mode
    self.author = author
    self.forge = forge
    self.accountNames = accountNames
    self.events = events
    self.today = today
    self.head = head
    self.automaticApprovers = automaticApprovers
    self.conflicts = conflicts
    self.digestsByHead = digestsByHead
  }
}

/// A decision as it may be shown.
public struct MaskedDecision: Sendable {
  /// The decision; values that must not be shown are masked.
  public var decision: Decision
  /// The lines of the merge result's files.
  public var lines: SourceLines
  /// The digests of the present items that were there at former heads already: all that a repeated decision needs to
  /// know of them.
  public var digestsByHead: [String: Set<String>]
}

/// Decides proposals against one target: loads, validates, finds differences and owners, judges.
public struct DecisionMaker: Sendable {
  let target: Bundle
  let validated: ValidatedBundle
  private let rendered: TargetRendering
  /// With content: for plans.
  let objects: TargetRendering

  /// A maker for a target, whose configuration, policy and schemas count.
  public init(
    target source: any FileSource, folder: String,
    reusing previous: DecisionMaker? = nil
  ) throws(WorkflowError) {
    let configuration = try DecisionMaker.configuration(in: folder, of: source)
    do throws(SourceError) {
      target = try Bundle.load(configuration, from: source, reusing: previous?.target)
    } catch {
      throw .failure(error.description)
    }
    validated = ValidatedBundle(target, reusing: previous?.validated)
    rendered = TargetRendering(target, TargetRendering.checking, reusing: previous?.rendered)
    objects = TargetRendering(target, TargetRendering.planning, reusing: previous?.objects)
  }

  /// The target's configuration. Nothing can be decided under one that is not clear.
  private static func configuration(
    in folder: String, of source: any FileSource
  ) throws(WorkflowError) -> Configuration {
    let (configuration, problems): (Configuration, [Diagnostic])
    do throws(SourceError) { (configuration, problems) = try Bundle.configuration(in: folder, of: source) } catch {
      throw .failure(error.description)
    }
    guard let first = problems.first(where: { $0.severity == .error }) else { return configuration }
    let place = first.place.range.map { "\(first.place.file):\($0.start.line):\($0.start.column)" } ?? first.place.file
    let help = first.help.map { "; \($0)" } ?? ""
    throw .usage("\(place): the target's configuration is not valid: \(first.message)\(help)")
  }

  /// The decision on a proposal. `earlier` are the proposals at former heads, by the head's name, so that approvals
  /// given there can be judged.
  public func decide(
    _ proposal: Proposal, _ request: DecisionRequest, earlier: [String: Proposal] = [:]
  ) throws(WorkflowError) -> MaskedDecision {
    let field = try Workspace.accountField(target.configuration, request.forge)
    let policy = Policy.read(
      target, today: request.today, mode: request.mode, accountField: field, accountNames: request.accountNames)
    let result = try bundle(of: proposal)
    let coverage = try coverage(of: proposal, result, policy, request.mode)
    var digests = request.digestsByHead
    for (head, former) in earlier.sorted(by: { $0.key < $1.key }) {
      let covered = try self.coverage(of: former, try bundle(of: former), policy, request.mode)
      digests[head] = Set(covered.files.flatMap { file in file.items.map { file.change.digest(of: $0.item) } })
    }
    let proposed =
      isPolicyKept(by: proposal, result)
      ? policy : Policy.read(result, today: request.today, accountField: field, accountNames: request.accountNames)
    let decision = Decision.make(
      MergeRequest(
        mode: request.mode, author: request.author, coverage: coverage, events: request.events,
        selfApproval: target.configuration.policy.selfApproval, automaticApprovers: request.automaticApprovers,
        head: request.head, digestsByHead: digests,
        diagnostics: introduced(by: result) + blocking(proposed, since: policy, request.mode),
        conflicts: request.conflicts))
    let masking = Masking(target, result)
    let lines = SourceLines(proposal.source, masking)
    let present = Set(decision.files.flatMap(\.items).map(\.digest))
    return MaskedDecision(
      decision: masking.masked(decision, lines), lines: lines,
      digestsByHead: digests.mapValues { $0.intersection(present) })
  }

  /// The change items of a proposal with their digests.
  public func changes(_ proposal: Proposal, _ mode: DiffMode) throws(WorkflowError) -> [ChangesReport.File] {
    let result = try bundle(of: proposal)
    let masking = Masking(target, result)
    return try changes(of: proposal, result, mode).map { change in
      ChangesReport.File(change: masking.masked(change), digests: change.items.map { change.digest(of: $0) })
    }
  }

  /// How many datafiles the target has.
  public var datafileCount: Int { target.datafiles.count }

  /// Whether what somebody says about a change of his own counts.
  public var isOwnWordEnough: Bool { target.configuration.policy.selfApproval.isOwnWordEnough }

  /// The accounts of the people who have a role in the target, sorted; empty where there is no such role.
  public func accounts(
    ofRole path: String, forge: Forge?, accountNames: [Int64: String] = [:], today: String
  ) throws(WorkflowError) -> [String] {
    let field = try Workspace.accountField(target.configuration, forge)
    let policy = Policy.read(target, today: today, accountField: field, accountNames: accountNames)
    return policy.members(ofRole: path)
  }

  /// Whether files that have changed in the target meet what a proposal changes (`Footprint`).
  func meet(_ changed: [ChangedFile], _ proposal: Proposal) throws(WorkflowError) -> Bool {
    let result = try bundle(of: proposal)
    return Footprint(changed, target: target, result: result)
      .meets(Footprint(proposal.changed, target: target, result: result))
  }

  func bundle(of proposal: Proposal) throws(WorkflowError) -> Bundle {
    do throws(SourceError) {
      return try Bundle.load(target.configuration, from: proposal.source, reusing: target)
    } catch {
      throw .failure(error.description)
    }
  }

  private func changes(of proposal: Proposal, _ result: Bundle, _ mode: DiffMode) throws(WorkflowError) -> [FileChange]
  {
    do throws(DiffError) {
      return try Differ(mode: mode, target: target, result: result).changes(of: proposal.changed)
    } catch {
      throw .failure(error.description)
    }
  }

  private func coverage(
    of proposal: Proposal, _ result: Bundle, _ policy: Policy, _ mode: OwnershipMode
  ) throws(WorkflowError) -> Coverage {
    let changes = try changes(of: proposal, result, mode == .compat ? .compat : .strict)
    let referrers = Referrers(target: target, result: result, mode: mode)
    let builder = CoverageBuilder(policy: policy, target: target, result: result, mode: mode) {
      referrers.paths(of: $0)
    }
    do throws(OwnershipError) {
      return try builder.coverage(of: changes)
    } catch {
      throw .failure("nothing can be decided: \(error.description)")
    }
  }

  /// Whether a policy read from the merge result would say the same: every changed file is a datafile on both sides, of
  /// the same schema, and none of those that policy is made of.
  private func isPolicyKept(by proposal: Proposal, _ result: Bundle) -> Bool {
    guard target.schemaSetID == result.schemaSetID else { return false }
    let policySchemas = [ChangeType.schema, Role.schema, Role.userSchema, Role.botSchema]
    return proposal.changed.allSatisfy { file in
      guard let schema = target.datafile(inFile: file.path)?.schema, !policySchemas.contains(schema) else {
        return false
      }
      return result.datafile(inFile: file.path)?.schema == schema
    }
  }

  /// What is wrong with the merge result and was not wrong in the target.
  private func introduced(by result: Bundle) -> [Diagnostic] {
    let proposed = ValidatedBundle(result, reusing: validated).diagnostics(against: validated)
    let found = (result.diagnostics + proposed).sortedUnique()
    let new = found.isEmpty ? [] : found.introduced(since: target.diagnostics + validated.diagnostics())
    return new.hasErrors ? new : (new + introducedObjects(by: result, besides: found)).sortedUnique()
  }

  /// What is wrong with the objects of the merge result and was not wrong with the target's. Looked at only where the
  /// rest is in order.
  private func introducedObjects(by result: Bundle, besides found: [Diagnostic]) -> [Diagnostic] {
    guard result.configuration.deploy != nil, let known = rendered.value else { return [] }
    var options = TargetRendering.checking
    options.maskedBy = [target.schemaSet]
    let rendering = Rendering.make(result, options: options, reusing: known)
    let problems = rendering?.diagnostics(besides: found) ?? []
    guard !problems.isEmpty else { return [] }
    return problems.introduced(since: known.diagnostics(besides: target.diagnostics + validated.diagnostics()))
  }

  private static let unknownToQontract: Set<DiagnosticCode> = [
    "policy/never-matches", "policy/duplicate-account", "policy/unknown-identity",
  ]

  /// What is wrong with the policy and was not before. What an old error concerns grants nothing already. In compat mode
  /// any error blocks, as it stops qontract, but for what qontract does not know of.
  private func blocking(_ proposed: Policy, since policy: Policy, _ mode: OwnershipMode) -> [Diagnostic] {
    mode == .compat
      ? proposed.diagnostics.filter { !DecisionMaker.unknownToQontract.contains($0.code) }
      : proposed.diagnostics.introduced(since: policy.diagnostics)
  }
}
