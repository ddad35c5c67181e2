import DocumentModel

extension Compiler {
  /// The index of a compiled operation; `place` is the value under the operator's key.
  mutating func operation(
    _ name: Operator, at id: NodeID, _ place: NodeID, _ depth: Int
  ) throws(Failure) -> Int32 {
    let inner = depth + 1
    switch name {
    case .eval:
      try check(id, name, [])
      return try expressionNode(at: place, "$eval must be given a string expression")
    case .flatten, .flattenDeep, .json, .merge, .mergeDeep, .reverse:
      try check(id, name, [])
      let value = try compile(place, depth: inner)
      return draft.add(.unary(UnaryOperator(rawValue: name.rawValue) ?? .json, value), at: id)
    case .fromNow:
      try check(id, name, ["from"])
      let offset = try compile(place, depth: inner)
      return draft.add(.fromNow(offset: offset, from: try optional("from", of: id, inner)), at: id)
    case .condition:
      try check(id, name, ["then", "else"])
      let test = try expressionNode(at: place, "$if must be given a string expression")
      let then = try optional("then", of: id, inner)
      return draft.add(.condition(test, then: then, otherwise: try optional("else", of: id, inner)), at: id)
    case .binding: return try binding(id, place, inner)
    case .map: return try map(id, place, inner)
    case .find: return try find(id, place, inner)
    case .reduce: return try reduce(id, place, inner)
    case .sort: return try sort(id, place, inner)
    case .match: return try match(id, place, inner)
    case .choice: return try choice(id, place, inner)
    }
  }

  /// Fails if the operation has other properties than those of these names and those that `isMore` allows.
  func check(
    _ id: NodeID, _ name: Operator, _ allowed: Set<String>, _ isMore: (String) -> Bool = { _ in false }
  ) throws(Failure) {
    var unknown: [(key: String, place: NodeID)] = []
    for child in document.children(id) {
      guard let key = document.key(child), key != name.rawValue, !allowed.contains(key), !isMore(key) else { continue }
      unknown.append((key, child))
    }
    unknown.sort { $0.key.precedes($1.key) }
    guard let first = unknown.first else { return }
    throw Failure(
      .template, "\(name.rawValue) has undefined properties: \(unknown.map(\.key).joined(separator: " "))",
      at: Site(node: first.place, isKey: true))
  }

  /// The index of a node for the expression that a value must be.
  mutating func expressionNode(at place: NodeID, _ message: String) throws(Failure) -> Int32 {
    guard document.kind(place) == .string else { throw Failure(.template, message, at: Site(node: place)) }
    return draft.add(.expression(try expression(Array(document.text(place)), Site(node: place))), at: place)
  }

  private mutating func optional(_ key: String, of id: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    guard let child = document.member(id, DocumentKey(key)) else { return -1 }
    return try compile(child, depth: depth)
  }

  private mutating func binding(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    try check(id, .binding, ["in"])
    guard document.kind(place) == .object else {
      throw Failure(.template, "$let value must be an object", at: Site(node: place))
    }
    guard let body = document.member(id, "in") else {
      throw Failure(.template, "$let operator requires an `in` clause", at: Site(node: id))
    }
    if isOperation(place) { return try scope(id, place, body, depth) }
    let plans = try members(place, depth)
    for plan in plans where plan.key >= 0 && !draft.names[Int(plan.key)].text.isIdentifier {
      throw Failure.bindingName(draft.names[Int(plan.key)].text).at(Site(node: plan.place, isKey: true))
    }
    if plans.contains(where: { $0.key < 0 }) {
      let object = draft.add(.object(members: add(plans), hasTextKeys: true), at: place)
      return draft.add(.scope(object: object, body: try compile(body, depth: depth)), at: id)
    }
    let run = add(plans)
    return draft.add(.bindings(members: run, body: try compile(body, depth: depth)), at: id)
  }

  private func isOperation(_ id: NodeID) -> Bool {
    document.children(id).contains { document.key($0).flatMap(Operator.init) != nil }
  }

  private mutating func scope(
    _ id: NodeID, _ place: NodeID, _ body: NodeID, _ depth: Int
  ) throws(Failure) -> Int32 {
    let object = try compile(place, depth: depth)
    return draft.add(.scope(object: object, body: try compile(body, depth: depth)), at: id)
  }

  private mutating func match(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    try check(id, .match, [])
    guard document.kind(place) == .object else {
      throw Failure(.template, "$match can evaluate objects only", at: Site(node: place))
    }
    let sorted = document.children(place).sorted {
      document.keyBytes($0).lexicographicallyPrecedes(document.keyBytes($1))
    }
    return draft.add(.match(arms: try arms(sorted, depth)), at: id)
  }

  private mutating func choice(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    try check(id, .choice, [])
    guard document.kind(place) == .object else {
      throw Failure(.template, "$switch can evaluate objects only", at: Site(node: place))
    }
    let conditions = document.children(place).filter { document.key($0) != "$default" }
    let run = try arms(conditions, depth)
    return draft.add(.choice(arms: run, fallback: try optional("$default", of: place, depth)), at: id)
  }

  private mutating func arms(_ children: [NodeID], _ depth: Int) throws(Failure) -> Run {
    var arms: [ArmPlan] = []
    for child in children {
      let condition = try expression(Array(document.keyBytes(child)), Site(node: child, isKey: true))
      arms.append(ArmPlan(condition: condition, value: try compile(child, depth: depth), place: child))
    }
    draft.arms += arms
    return Run(first: Int32(draft.arms.count - arms.count), count: Int32(arms.count))
  }
}

extension Failure {
  static func bindingName(_ name: String) -> Failure {
    Failure(
      .template, "top level keys of $let must follow /[a-zA-Z_][a-zA-Z0-9_]*/", help: "the key is '\(name)'")
  }
}
