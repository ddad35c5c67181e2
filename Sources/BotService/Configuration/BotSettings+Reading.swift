internal import DocumentModel
internal import Forges
internal import JSONCoding

extension BotSettings {
  /// Reads how Remit behaves in a repository.
  static func read(_ fields: inout ConfigurationFields) -> BotSettings {
    var settings = BotSettings()
    settings.branches = Set(fields.fields.strings("branches"))
    fields.part("status") { settings.statusName = $0.text("name") ?? settings.statusName }
    fields.part("labels") { part in
      settings.setsLabels = part.fields.bool("enabled") ?? settings.setsLabels
      settings.labels.read(&part)
    }
    settings.approves = fields.fields.bool("approve") ?? settings.approves
    fields.part("merge") { settings.merging.read(&$0) }
    fields.part("breakGlass") { part in
      if part.fields.value("role") == nil { part.fields.missing("role") }
      settings.breakGlassRole = part.role("role")
    }
    fields.part("deploy") { settings.deploying = .read(&$0) }
    return settings
  }
}

extension ConfigurationFields {
  /// The path of a role in the data repository.
  fileprivate mutating func role(_ key: String) -> String? {
    guard let role = fields.string(key) else { return nil }
    if role.hasPrefix("/"), role.hasSuffix(".yml") || role.hasSuffix(".yaml") || role.hasSuffix(".json") { return role }
    refuse(key, "\"\(key)\" must be the path of a role below the data folder: /roles/NAME.yml")
    return nil
  }
}

extension BotSettings.Deploying {
  fileprivate static func read(_ fields: inout ConfigurationFields) -> BotSettings.Deploying? {
    if fields.fields.value("clusters") == nil { fields.fields.missing("clusters") }
    let path = fields.text("clusters")
    var settings = BotSettings.Deploying(
      clusters: path.map { $0.hasPrefix("/") ? $0 : fields.secrets.folder + "/" + $0 } ?? "")
    settings.branch = fields.text("branch")
    settings.approval = fields.fields.choice("approval", Approval.self) ?? settings.approval
    settings.role = fields.role("role")
    settings.deployer = fields.text("deployer") ?? settings.deployer
    settings.timeout = fields.duration("timeout", 1_000...600_000) ?? settings.timeout
    fields.part("budget") { part in
      settings.budgetCount = part.number("count", 0...1_000_000) ?? settings.budgetCount
      settings.budgetPercent = part.number("percent", 0...100) ?? settings.budgetPercent
    }
    if settings.approval != .never, fields.fields.value("role") == nil {
      fields.refuse(
        "approval", "somebody has to be able to approve plans: \"role\" is missing",
        help: "add \"role: /roles/NAME.yml\", whose members may say /approve-plan")
    }
    return path == nil ? nil : settings
  }
}

extension BotSettings.Labels {
  fileprivate mutating func read(_ fields: inout ConfigurationFields) {
    let keys: [(String, WritableKeyPath<BotSettings.Labels, String>)] = [
      ("selfServiceable", \.selfServiceable), ("notSelfServiceable", \.notSelfServiceable), ("hold", \.hold),
      ("restricted", \.restricted), ("approved", \.approved), ("breakGlass", \.breakGlass),
    ]
    for (key, path) in keys { self[keyPath: path] = label(key, &fields) ?? self[keyPath: path] }
    if let prefix = fields.fields.string("ownerPrefix"), prefix.isEmpty {
      ownerPrefix = ""
    } else {
      ownerPrefix = label("ownerPrefix", &fields) ?? ownerPrefix
    }
    if Set(keys.map { self[keyPath: $0.1] }).count < keys.count {
      fields.fields.report(fields.fields.node, "two labels have the same name", help: "each needs its own")
    }
  }

  /// A comma parts labels on GitLab.
  private func label(_ key: String, _ fields: inout ConfigurationFields) -> String? {
    guard let text = fields.text(key) else { return nil }
    guard !text.contains(","), text.utf8.count <= 40 else {
      fields.refuse(key, "a label has at most 40 bytes and no comma")
      return nil
    }
    return text
  }
}

extension BotSettings.Merging {
  fileprivate mutating func read(_ fields: inout ConfigurationFields) {
    isEnabled = fields.fields.bool("enabled") ?? isEnabled
    instruction.method = fields.fields.choice("method", MergeInstruction.Method.self) ?? instruction.method
    instruction.removesSourceBranch = fields.fields.bool("removeSourceBranch") ?? instruction.removesSourceBranch
    requiresPipeline = fields.fields.bool("requirePipeline") ?? requiresPipeline
    rebases = fields.fields.bool("rebase") ?? rebases
    for node in fields.fields.list("freeze") {
      fields.inner(node) { part in
        if let window = FreezeWindow.read(&part) { freezes.append(window) }
      }
    }
  }
}

extension FreezeWindow {
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  fileprivate static func read(_ fields: inout ConfigurationFields) -> FreezeWindow? {
    let isWeekly = fields.fields.value("days") != nil
    let days = fields.fields.strings("days")
    guard let from = fields.fields.requiredString("from"), let to = fields.fields.requiredString("to") else {
      return nil
    }
    return isWeekly ? weekly(days, from, to, &fields) : between(from, to, &fields)
  }

  private static func between(_ from: String, _ to: String, _ fields: inout ConfigurationFields) -> FreezeWindow? {
    guard let start = Timestamp(iso8601: from), let end = Timestamp(iso8601: to), start < end else {
      fields.fields.report(
        fields.fields.node, "a freeze lasts from a time to a later one",
        help: "from: \"2026-12-20T00:00:00Z\" and to: \"2027-01-02T00:00:00Z\", or days with hours")
      return nil
    }
    return .between(start, end)
  }

  private static func weekly(
    _ names: [String], _ from: String, _ to: String, _ fields: inout ConfigurationFields
  ) -> FreezeWindow? {
    let numbers = names.map { days.firstIndex(of: $0.lowercased()).map { $0 + 1 } }
    guard !numbers.isEmpty, !numbers.contains(nil) else {
      fields.refuse("days", "\"days\" must be some of \(days.joined(separator: ", "))")
      return nil
    }
    guard let start = minute(from), let end = minute(to), start < end else {
      fields.fields.report(
        fields.fields.node, "a freeze of a day lasts from a time to a later one, UTC",
        help: "from: \"18:00\" and to: \"24:00\"; a night is two windows")
      return nil
    }
    return .weekly(days: Set(numbers.compactMap(\.self)), from: start, to: end)
  }

  /// The minute of the day: `18:30`; `24:00` is its end.
  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
    else { return nil }
    return hour * 60 + minute
  }
}
