import DocumentModel

extension Renderer {
  private mutating func bind(_ symbol: Int32, _ value: @autoclosure () -> TemplateValue) {
    if symbol >= 0 { stack.append(Binding(symbol: symbol, value: value())) }
  }

  mutating func map(_ source: TemplateValue?, _ loop: LoopPlan) throws(Failure) -> TemplateValue {
    if let elements = source?.elements { return try map(elements, loop) }
    guard let source, let members = try members(of: source) else {
      throw Failure(.template, "$map value must evaluate to an array or object")
    }
    return try map(members, loop)
  }

  private mutating func map(_ elements: [TemplateValue], _ loop: LoopPlan) throws(Failure) -> TemplateValue {
    try charge(elements.count)
    var result: [TemplateValue] = []
    result.reserveCapacity(elements.count)
    let base = stack.count
    for (index, element) in elements.enumerated() {
      bind(loop.first, element)
      bind(loop.second, .int(Int64(index)))
      if let value = try render(loop.body) { result.append(value) }
      stack.removeSubrange(base...)
    }
    return try array(result)
  }

  private mutating func map(_ members: [TemplateObject.Member], _ loop: LoopPlan) throws(Failure) -> TemplateValue {
    var merger = MemberMerger()
    let base = stack.count
    for member in members {
      if loop.second < 0 {
        bind(loop.first, .object([(key: "key", value: .string(member.key)), (key: "val", value: member.value)]))
      } else {
        bind(loop.first, member.value)
        bind(loop.second, .string(member.key))
      }
      let rendered = try render(loop.body)
      stack.removeSubrange(base...)
      guard let value = rendered else { continue }
      guard let made = try self.members(of: value) else {
        throw Failure(
          .template, "$map on objects expects each(..) to evaluate to an object", at: Site(node: loop.place))
      }
      for member in made { merger.set(member.key, member.value) }
    }
    return try object(merger.members)
  }

  mutating func find(_ source: TemplateValue?, _ loop: LoopPlan) throws(Failure) -> TemplateValue? {
    let elements = try elements(source, "$find value must evaluate to an array")
    let base = stack.count
    for (index, element) in elements.enumerated() {
      bind(loop.first, element)
      bind(loop.second, .int(Int64(index)))
      let test = try evaluate(node: loop.body)
      stack.removeSubrange(base...)
      if try isTrue(test) { return element }
    }
    return nil
  }

  mutating func reduce(
    _ source: TemplateValue?, _ initial: Int32, _ loop: LoopPlan
  ) throws(Failure) -> TemplateValue? {
    let elements = try elements(source, "$reduce value must evaluate to an array")
    var result = try render(initial)
    let base = stack.count
    for (index, element) in elements.enumerated() {
      bind(loop.first, result ?? .null)
      bind(loop.second, element)
      bind(loop.third, .int(Int64(index)))
      if let value = try render(loop.body) { result = value }
      stack.removeSubrange(base...)
    }
    return result
  }

  mutating func sort(_ source: TemplateValue?, _ by: Int32, _ symbol: Int32) throws(Failure) -> TemplateValue {
    let message = "$sorted values to be sorted must have the same type"
    let elements = try elements(source, message)
    let keys = by < 0 ? elements : try keys(of: elements, by, symbol)
    guard let first = keys.first else { return try array([]) }
    for key in keys where !first.isSortable(with: key) { throw Failure(.template, message) }
    var size = 1
    while 1 << size < keys.count { size += 1 }
    try charge(keys.count * size)
    // Equal keys keep their order.
    let order = keys.indices.sorted { a, b in
      if keys[a].precedes(keys[b]) { return true }
      return keys[b].precedes(keys[a]) ? false : a < b
    }
    return try array(order.map { elements[$0] })
  }

  private mutating func keys(
    of elements: [TemplateValue], _ by: Int32, _ symbol: Int32
  ) throws(Failure) -> [TemplateValue] {
    let base = stack.count
    var keys: [TemplateValue] = []
    for element in elements {
      bind(symbol, element)
      keys.append(try evaluate(node: by))
      stack.removeSubrange(base...)
    }
    return keys
  }
}
