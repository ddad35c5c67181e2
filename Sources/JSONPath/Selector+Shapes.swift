import DocumentModel

extension Selector {
  /// Whether the selector can ever match an instance of a schema, of which `shape` is the outermost value.
  ///
  /// `.no` is certain; `.yes` may be too hopeful (`` `parent` ``, `wherenot`, the values that filters compare with, and
  /// schemas of more than 10,000 shapes are not looked into).
  public func canMatch<Shape: SchemaShape>(_ shape: Shape) -> Matchability {
    var walk = ShapeWalk<Shape>()
    return walk.canMatch(steps, from: [shape])
  }

  /// The traps that can be told with a schema, those of `warnings` not among them.
  public func warnings<Shape: SchemaShape>(for shape: Shape) -> [SelectorWarning] {
    var walk = ShapeWalk<Shape>()
    _ = walk.canMatch(steps, from: [shape])
    return walk.warnings.sorted { ($0.offset, $0.message) < ($1.offset, $1.message) }
  }
}

/// Follows a path through a schema: a set of shapes that the values met may have, instead of values. Where anything at
/// all may be met the set is nil.
private struct ShapeWalk<Shape: SchemaShape> {
  private(set) var warnings: [SelectorWarning] = []
  private var failure: Int?
  private var budget = 10_000

  mutating func canMatch(_ steps: [SelectorStep], from shapes: Set<Shape>) -> Matchability {
    guard let reached = run(steps, from: shapes, root: shapes), reached.isEmpty else { return .yes }
    return .no(offset: failure ?? 0)
  }

  /// The shapes a path leads to. If there are none, `failure` is the offset of the step to blame.
  private mutating func run(_ steps: [SelectorStep], from start: Set<Shape>, root: Set<Shape>) -> Set<Shape>? {
    var current = start
    for step in steps {
      budget -= 1 + current.count
      if budget < 0 || current.contains(where: \.isOpen) { return nil }
      failure = nil
      guard let next = apply(step, to: current, root: root) else { return nil }
      if next.isEmpty {
        failure = failure ?? step.offset
        return []
      }
      current = next
    }
    return current
  }

  private mutating func leadsSomewhere(_ steps: [SelectorStep], from shape: Shape, root: Set<Shape>) -> Bool {
    run(steps, from: [shape], root: root)?.isEmpty != true
  }

  private mutating func apply(_ step: SelectorStep, to shapes: Set<Shape>, root: Set<Shape>) -> Set<Shape>? {
    switch step.kind {
    case .this: return shapes
    case .root: return root
    case .parent: return nil
    case .fields(let names): return Set(shapes.flatMap { shape in names.flatMap { shape.members(named: $0.text) } })
    case .anyField:
      if shapes.allSatisfy({ !$0.kinds.contains(.object) }), shapes.contains(where: { $0.kinds.contains(.array) }) {
        warn(step, "\"*\" matches members of objects only, and this is a list", help: "write [*]")
      }
      return Set(shapes.flatMap { $0.anyMember() })
    case .indices: return Set(shapes.flatMap { $0.elements() })
    case .slice(let slice): return sliced(step, slice, shapes)
    case .filter(let conditions):
      let items = Set(shapes.flatMap { $0.elements() + $0.anyMember() })
      return items.filter { item in
        conditions.allSatisfy { leadsSomewhere($0.path, from: item, root: [item]) }
      }
    case .descend(let path): return everything(below: shapes).flatMap { run(path, from: $0, root: root) }
    case .union(let paths): return union(paths, shapes, root)
    case .condition(let path, let negated):
      return shapes.filter { negated || leadsSomewhere(path, from: $0, root: root) }
    }
  }

  private mutating func sliced(_ step: SelectorStep, _ slice: SelectorSlice, _ shapes: Set<Shape>) -> Set<Shape> {
    if shapes.allSatisfy({ !$0.kinds.contains(.array) }) {
      warn(step, "this is never a list: a slice takes it for a list of one", help: "leave out the slice")
    }
    var result = Set(shapes.flatMap { $0.elements() })
    if slice.positions(in: 1).contains(0) {
      result.formUnion(shapes.filter { !$0.kinds.isDisjoint(with: [.object, .scalar]) })
    }
    return result
  }

  /// Alternatives that cannot match do no harm, as long as one can; else the first one is to blame.
  private mutating func union(_ paths: [[SelectorStep]], _ shapes: Set<Shape>, _ root: Set<Shape>) -> Set<Shape>? {
    var blame: Int?
    var result: Set<Shape>? = []
    for path in paths {
      let reached = run(path, from: shapes, root: root)
      if reached?.isEmpty == true { blame = blame ?? failure }
      result = result.flatMap { known in reached.map(known.union) }
    }
    failure = blame
    return result
  }

  private mutating func everything(below shapes: Set<Shape>) -> Set<Shape>? {
    var result = shapes
    var pending = Array(shapes)
    while let shape = pending.popLast() {
      if shape.isOpen || result.count > budget { return nil }
      for child in shape.elements() + shape.anyMember() where result.insert(child).inserted { pending.append(child) }
    }
    budget -= result.count
    return result
  }

  private mutating func warn(_ step: SelectorStep, _ message: String, help: String) {
    let warning = SelectorWarning(message, at: step.offset, help: help)
    if !warnings.contains(warning) { warnings.append(warning) }
  }
}
