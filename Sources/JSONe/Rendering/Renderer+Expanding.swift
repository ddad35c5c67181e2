extension Renderer {
  /// The members of a mapping, nil for every other value; they are paid for.
  mutating func members(of value: TemplateValue) throws(Failure) -> [TemplateObject.Member]? {
    let members: [TemplateObject.Member]?
    do throws(TemplateError) { members = try value.members() } catch { throw Failure(error) }
    try charge(members?.count ?? 0)
    return members
  }

  /// The value with every lazy object in it written out. What leads back to itself reaches the budget of levels.
  mutating func expanded(_ value: TemplateValue, level: Int = 1) throws(Failure) -> TemplateValue {
    guard level <= budget.depth else {
      throw Failure.budget("levels of nesting (do the values lead back to themselves?)", budget.depth)
    }
    switch value {
    case .array(let array) where array.summary.hasLazy:
      try charge(array.elements.count)
      var elements: [TemplateValue] = []
      for element in array.elements { elements.append(try expanded(element, level: level + 1)) }
      return .array(elements)
    case .object(let object) where object.summary.hasLazy: return try expanded(object.members, level)
    case .lazy(let object): return try expanded(try members(of: .lazy(object)) ?? [], level)
    default: return value
    }
  }

  private mutating func expanded(
    _ members: [TemplateObject.Member], _ level: Int
  ) throws(Failure) -> TemplateValue {
    try charge(members.count + 1)
    var merger = MemberMerger()
    for member in members { merger.set(member.key, try expanded(member.value, level: level + 1)) }
    return .object(TemplateObject(distinct: merger.members))
  }

  /// A value as `$json` writes it.
  mutating func json(_ value: TemplateValue) throws(Failure) -> String {
    let value = try finished(value)
    try charge(Int(value.summary.nodes))
    var writer = ValueWriter(limit: budget.textBytes)
    try writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
