internal import DataBundle
internal import Diffing
internal import Ownership

/// qontract's decision (decision.py, change_owners.py): commands of comments in order, counted per party.
struct CompatDecider {
  private let request: MergeRequest
  private let commands: [(by: String, command: Command)]
  private let lastCommand: [String: Command]
  private let automatic: Set<String>

  init(_ request: MergeRequest) {
    self.request = request
    var found: [(by: String, command: Command)] = []
    var last: [String: Command] = [:]
    for case .comment(let comment) in request.events {
      for line in comment.body.split(separator: "\n", omittingEmptySubsequences: false) {
        guard let command = CompatDecider.command(line) else { continue }
        found.append((comment.author, command))
        last[comment.author] = command
      }
    }
    commands = found
    lastCommand = last
    automatic = request.automaticApprovers.union([request.author])
  }

  /// Only these four, by the exact text of a trimmed line.
  private static func command(_ line: Substring) -> Command? {
    switch trimmed(line) {
    case "/lgtm": .approve(commit: nil)
    case "/lgtm cancel": .cancelApproval
    case "/hold": .hold
    case "/hold cancel": .cancelHold
    default: nil
    }
  }

  /// `str.strip()`
  static func trimmed(_ text: some StringProtocol) -> String {
    let scalars = Array(text.unicodeScalars)
    let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value) }
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }

  /// The state of one item: what each party said.
  private struct State {
    var approve: [String: Bool] = [:]
    var hold: [String: Bool] = [:]
    var automatic: [String: Bool] = [:]

    var isApproved: Bool {
      approve.values.contains(true) || !automatic.isEmpty && automatic.values.allSatisfy { $0 }
    }
    var isHeld: Bool { hold.values.contains(true) }

    mutating func apply(_ command: Command, for party: String) {
      switch command {
      case .approve: approve[party] = true
      case .cancelApproval: approve[party] = false
      case .hold: hold[party] = true
      case .cancelHold: hold[party] = false
      default: break
      }
    }
  }

  private func state(of item: ItemCoverage) -> State {
    var state = State()
    if !item.fragments.isEmpty, item.isCoveredByFragments {
      let parts = item.fragments.map { self.state(of: $0) }
      if parts.allSatisfy({ $0.isApproved && !$0.isHeld }) { state.approve["fragments"] = true }
    }
    // The author may hold a merge request, under a name of its own that only the author can take back.
    for (by, command) in commands where by == request.author && (command == .hold || command == .cancelHold) {
      state.apply(command, for: "mr-author")
    }
    for owner in item.owners where !owner.disabled {
      state.automatic[owner.party] = isAutomatic(owner)
      for (by, command) in commands where owner.approvers.contains(by) { state.apply(command, for: owner.party) }
    }
    return state
  }

  private func isAutomatic(_ owner: Owner) -> Bool {
    guard owner.approvers.count == 1, automatic.contains(owner.approvers[0]) else { return false }
    return lastCommand[owner.approvers[0]] != .hold
  }

  /// The decision; its verdict is left to the caller.
  func decide() -> DecidedParts {
    let files = request.coverage.files.map { file in
      DecidedFile(
        change: file.change,
        items: file.items.map { item in
          let state = state(of: item)
          return DecidedItem(
            coverage: item, digest: file.change.digest(of: item.item), isApproved: state.isApproved,
            isHeld: state.isHeld, owners: item.owners.map { decided($0, state) })
        })
    }
    let bundleFiles = files.filter { $0.change.file.type != .other }
    let items = bundleFiles.flatMap(\.items)
    return DecidedParts(
      files: files,
      selfServiceable: !bundleFiles.isEmpty && bundleFiles.count == files.count
        && items.allSatisfy { $0.coverage.isCovered },
      admitted: isAdmitted(items), approved: items.allSatisfy { $0.isApproved && !$0.isHeld },
      held: items.contains { $0.isHeld })
  }

  private func decided(_ owner: Owner, _ state: State) -> DecidedOwner {
    let approved = !owner.disabled && state.approve[owner.party] == true
    let by = approved ? commands.filter { $0.command == .approve(commit: nil) && owner.approvers.contains($0.by) } : []
    return DecidedOwner(
      owner: owner, approvedBy: Set(by.map(\.by)).sorted(), isAutomatic: !owner.disabled && isAutomatic(owner))
  }

  /// Every restrictive change-type needs one owner who is the author or said `/ok-to-test` (counted by the name of the
  /// granted change-type, change_owners.py:337).
  private func isAdmitted(_ items: [DecidedItem]) -> Bool {
    var trusted: Set<String> = [request.author]
    for case .comment(let comment) in request.events where CompatDecider.trimmed(comment.body) == "/ok-to-test" {
      trusted.insert(comment.author)
    }
    let owners = items.flatMap(\.coverage.owners).filter(\.restrictive)
    let wanted = Set(owners.map(\.origin))
    return wanted == Set(owners.filter { $0.approvers.contains { trusted.contains($0) } }.map(\.origin))
  }
}

/// What deciders find out before the verdict.
struct DecidedParts {
  var files: [DecidedFile]
  var selfServiceable: Bool
  var admitted: Bool
  var approved: Bool
  var held: Bool
  var remarks: [String] = []
}
