import DocumentModel

extension Renderer {
  /// The value of an operation; nil where it leaves nothing.
  mutating func operation(_ node: TemplateNode) throws(Failure) -> TemplateValue? {
    switch node {
    case .unary(let name, let value): return try unary(name, try render(value))
    case .fromNow(let offset, let from): return try fromNow(offset, from)
    case .bindings(let members, let body): return try bindings(members, body)
    case .scope(let object, let body): return try scope(object, body)
    case .map(let source, let loop): return try map(try render(source), program.loops[Int(loop)])
    case .find(let source, let loop): return try find(try render(source), program.loops[Int(loop)])
    case .reduce(let source, let initial, let loop):
      return try reduce(try render(source), initial, program.loops[Int(loop)])
    case .sort(let source, let by, let symbol): return try sort(try render(source), by, symbol)
    case .match(let arms): return try match(arms)
    case .choice(let arms, let fallback): return try choice(arms, fallback)
    default: return nil
    }
  }

  private mutating func unary(_ name: UnaryOperator, _ value: TemplateValue?) throws(Failure) -> TemplateValue {
    switch name {
    case .json:
      guard let value else { throw Failure(.template, "$json value must not be left out") }
      return try text(try json(value))
    case .merge: return try merge(try objects(value, name))
    case .mergeDeep: return try mergeDeep(try objects(value, name))
    case .reverse:
      return try array(try elements(value, "$reverse value must evaluate to an array of objects").reversed())
    case .flatten, .flattenDeep:
      let elements = try elements(value, "\(name.rawValue) value must evaluate to an array")
      var result: [TemplateValue] = []
      try flatten(elements, levels: name == .flatten ? 1 : .max, into: &result)
      return try array(result)
    }
  }

  /// The elements of a value that must be a list; they are paid for.
  mutating func elements(_ value: TemplateValue?, _ message: String) throws(Failure) -> [TemplateValue] {
    guard let elements = value?.elements else { throw Failure(.template, message) }
    try charge(elements.count)
    return elements
  }

  private mutating func flatten(
    _ elements: [TemplateValue], levels: Int, into result: inout [TemplateValue]
  ) throws(Failure) {
    for element in elements {
      guard levels > 0, let inner = element.elements else {
        result.append(element)
        continue
      }
      try charge(inner.count + 1)
      try flatten(inner, levels: levels - 1, into: &result)
    }
  }

  /// The members of the elements of a value that must be a list of mappings; they are paid for.
  private mutating func objects(
    _ value: TemplateValue?, _ name: UnaryOperator
  ) throws(Failure) -> [[TemplateObject.Member]] {
    let message = "\(name.rawValue) value must evaluate to an array of objects"
    var objects: [[TemplateObject.Member]] = []
    for element in try elements(value, message) {
      guard let members = try members(of: element) else { throw Failure(.template, message) }
      objects.append(members)
    }
    return objects
  }

  private mutating func merge(_ objects: [[TemplateObject.Member]]) throws(Failure) -> TemplateValue {
    if objects.count == 1 { return try object(objects[0]) }
    var merger = MemberMerger()
    for members in objects { for member in members { merger.set(member.key, member.value) } }
    return try object(merger.members)
  }

  private mutating func mergeDeep(_ objects: [[TemplateObject.Member]]) throws(Failure) -> TemplateValue {
    guard var result = objects.first else { return try object([]) }
    for members in objects.dropFirst() { result = try mergedDeep(result, members, level: 0) }
    return try object(result)
  }

  private mutating func mergedDeep(
    _ left: [TemplateObject.Member], _ right: [TemplateObject.Member], level: Int
  ) throws(Failure) -> [TemplateObject.Member] {
    guard level < budget.depth else { throw Failure.budget("levels of nesting", budget.depth) }
    try charge(left.count + right.count)
    var merger = MemberMerger()
    for member in left { merger.set(member.key, member.value) }
    for member in right {
      let old = merger.place(of: member.key).map { merger.members[$0].value }
      merger.set(member.key, try old.map { old throws(Failure) in try deep(old, member.value, level) } ?? member.value)
    }
    return merger.members
  }

  private mutating func deep(
    _ left: TemplateValue, _ right: TemplateValue, _ level: Int
  ) throws(Failure) -> TemplateValue {
    if let a = left.elements, let b = right.elements {
      try charge(a.count + b.count)
      return try array(a + b)
    }
    guard let a = try members(of: left), let b = try members(of: right) else { return right }
    return try object(try mergedDeep(a, b, level: level + 1))
  }

  private mutating func fromNow(_ offset: Int32, _ from: Int32) throws(Failure) -> TemplateValue {
    let offset = try render(offset)
    let reference = from < 0 ? variable(named: "now") : try render(from)
    guard case .string(let text)? = offset else { throw Failure(.template, "$fromNow expects a string") }
    return .string(try Moment.text(text, from: reference))
  }

  private mutating func bindings(_ members: Run, _ body: Int32) throws(Failure) -> TemplateValue? {
    let base = stack.count
    var values: [Binding] = []
    values.reserveCapacity(Int(members.count))
    for index in members.range {
      let plan = program.members[index]
      guard let value = try render(plan.value) else { continue }
      values.append(Binding(symbol: plan.key, value: value))
    }
    stack += values
    defer { stack.removeSubrange(base...) }
    return try render(body)
  }

  private mutating func scope(_ object: Int32, _ body: Int32) throws(Failure) -> TemplateValue? {
    guard let value = try render(object), let members = try members(of: value) else {
      throw Failure(.template, "$let value must be an object")
    }
    for member in members where !member.key.isIdentifier { throw Failure.bindingName(member.key) }
    let base = stack.count
    for member in members { bind(member.key, member.value) }
    defer { stack.removeSubrange(base...) }
    return try render(body)
  }

  private mutating func match(_ arms: Run) throws(Failure) -> TemplateValue {
    var result: [TemplateValue] = []
    for index in arms.range {
      let arm = program.arms[index]
      let site = Site(node: arm.place, isKey: true)
      guard try isTrue(try evaluate(arm.condition, inKeyOf: site)) else { continue }
      if let value = try render(arm.value) { result.append(value) }
    }
    return try array(result)
  }

  private mutating func choice(_ arms: Run, _ fallback: Int32) throws(Failure) -> TemplateValue? {
    var chosen: ArmPlan?
    for index in arms.range {
      let arm = program.arms[index]
      let site = Site(node: arm.place, isKey: true)
      guard try isTrue(try evaluate(arm.condition, inKeyOf: site)) else { continue }
      guard chosen == nil else { throw Failure(.template, "$switch can only have one truthy condition", at: site) }
      chosen = arm
    }
    let value = chosen?.value ?? fallback
    return value < 0 ? nil : try render(value)
  }
}
