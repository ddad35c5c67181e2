import Diagnostics
import DocumentModel

/// What the first pass wrote down for the second one; nodes are those of the raw document.
struct RawNotes {
  /// Nodes that stand for another one, always a list or mapping that ends before them.
  var aliases: [UInt32: UInt32] = [:]
  /// Values of `<<` keys.
  var merges: Set<UInt32> = []
  /// Members whose key is not a text.
  var keyKinds: [UInt32: NodeKind] = [:]
  /// Stand-ins for values that are not to be had; the reason is reported already.
  var placeholders: Set<UInt32> = []
  /// Mappings whose members need a look, inner ones first.
  var suspects: [UInt32] = []

  var isEmpty: Bool { aliases.isEmpty && suspects.isEmpty }
}

/// The second pass: finds repeated keys, merges mappings, and copies what aliases stand for.
struct Expansion {
  let raw: Document
  let notes: RawNotes
  let limits: YAMLReader.Limits
  var problems: Problems
  /// The members of each mapping that are not simply its children.
  var members: [UInt32: [Member]] = [:]
  var mergedMembers = 0
  var isIncomplete = false

  /// A member: the node whose key names it, and the node that is its value (and places the key).
  struct Member {
    var key: NodeID
    var value: NodeID
  }

  struct Stop: Error {}

  init(raw: Document, notes: RawNotes, limits: YAMLReader.Limits, problems: Problems) {
    self.raw = raw
    self.notes = notes
    self.limits = limits
    self.problems = problems
  }

  /// The finished document; nil if it is not to be had.
  mutating func run(isIncomplete: Bool) -> Document? {
    self.isIncomplete = isIncomplete
    do throws(Stop) {
      for mapping in notes.suspects { try resolveMembers(of: raw.node(mapping)) }
      if self.isIncomplete { return nil }
      if members.isEmpty && notes.aliases.isEmpty { return raw }
      var builder = DocumentBuilder(sharingTextsOf: raw)
      try copy(raw.root, into: &builder, depth: 0, at: nil)
      return builder.finish()
    } catch {
      return nil
    }
  }

  /// The node an alias stands for, or the node itself.
  func target(_ id: NodeID) -> NodeID {
    notes.aliases[id.index].map { raw.node($0) } ?? id
  }

  /// Copies a value with everything its aliases stand for. `alias` is the outermost alias on the way here.
  private mutating func copy(
    _ id: NodeID, into builder: inout DocumentBuilder, depth: Int, at alias: NodeID?
  ) throws(Stop) {
    let value = target(id)
    let outermost = alias ?? (value == id ? nil : id)
    guard builder.nodeCount < limits.nodes else { throw stop(.tooManyNodes(limits.nodes), at: outermost ?? id) }
    guard raw.kind(value).isContainer else {
      builder.sharedScalar(value, of: raw)
      return
    }
    guard depth < limits.depth else { throw stop(.tooDeep(limits.depth), at: outermost ?? id) }
    let range = raw.range(id)
    builder.begin(raw.kind(value), at: PackedPosition(range.start))
    if let list = members[value.index] {
      for member in list {
        builder.sharedKey(member.key, placed: member.value, of: raw)
        try copy(member.value, into: &builder, depth: depth + 1, at: outermost)
      }
    } else {
      let isObject = raw.kind(value) == .object
      for child in raw.children(value) {
        if isObject { builder.sharedKey(child, placed: child, of: raw) }
        try copy(child, into: &builder, depth: depth + 1, at: outermost)
      }
    }
    builder.end(at: PackedPosition(range.end))
  }

  mutating func stop(_ problem: Problem, at id: NodeID) -> Stop {
    problems.report(problem, at: raw.range(id))
    return Stop()
  }
}

extension PackedPosition {
  init(_ position: SourcePosition) {
    self.init(line: position.line, column: position.column)
  }
}
