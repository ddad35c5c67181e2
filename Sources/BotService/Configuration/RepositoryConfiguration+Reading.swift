internal import DataBundle
internal import DocumentModel
internal import Forges
internal import JSONCoding
internal import Ownership
internal import Workflows

extension RepositoryConfiguration {
  /// Names that are parts of the service's own addresses.
  static let reserved: Set<String> = ["api", "assets", "healthz", "hooks", "metrics", "readyz", "records"]

  /// Reads a repository; nil where what it cannot be without is missing.
  static func read(_ fields: inout ConfigurationFields) -> RepositoryConfiguration? {
    let name = name(&fields)
    if fields.fields.value("forge") == nil { fields.fields.missing("forge") }
    let forge = fields.fields.choice("forge", ForgeKind.self)
    let allowsHTTP = fields.fields.bool("allowHTTP") ?? false
    let url = url(of: forge, allowsHTTP, &fields)
    let project = project(forge, &fields)
    let folder = folder(&fields)
    let mode = fields.fields.choice("mode", OwnershipMode.self) ?? .strict
    let credentials = credentials(forge, &fields)
    var webhook = Webhook()
    fields.part("webhook") { webhook = Self.webhook(&$0) }
    let recordKey = recordKey(&fields)
    let settings = BotSettings.read(&fields)
    guard let name, let forge, let url, let project, let credentials else { return nil }
    return RepositoryConfiguration(
      name: name, forge: forge, url: url, project: project, folder: folder, mode: mode, credentials: credentials,
      webhook: webhook, settings: settings, recordKey: recordKey, allowsHTTP: allowsHTTP)
  }

  private static func recordKey(_ fields: inout ConfigurationFields) -> Secret? {
    var key: Secret?
    fields.part("records") { part in
      key = part.secret("key")
      guard let text = key?.value else { return part.fields.missing("key") }
      do throws(RecordKeyError) { _ = try RecordSigningKey(pem: text) } catch { part.refuse("key", "\(error)") }
    }
    return key
  }

  private static func name(_ fields: inout ConfigurationFields) -> String? {
    guard let name = fields.fields.requiredString("name") else { return nil }
    let isPlain = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
    }
    guard isPlain, (1...64).contains(name.utf8.count), name.utf8.first.map({ $0 != 0x2D && $0 != 0x5F }) == true else {
      fields.refuse(
        "name", "\"name\" must be 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit",
        help: "it is part of the service's addresses")
      return nil
    }
    guard !reserved.contains(name) else {
      fields.refuse("name", "\"\(name)\" is an address of the service itself", help: "choose another name")
      return nil
    }
    return name
  }

  private static func url(of forge: ForgeKind?, _ allowsHTTP: Bool, _ fields: inout ConfigurationFields) -> String? {
    if let url = fields.address("url", allowsHTTP: allowsHTTP) { return url }
    // A URL that is there and wrong has been reported.
    guard fields.fields.document.member(fields.fields.node, "url") == nil else { return nil }
    switch forge {
    case .gitlab: return "https://gitlab.com"
    case .github: return "https://api.github.com"
    case .gitea:
      fields.fields.report(fields.fields.node, "missing \"url\"", help: "add \"url: https://HOST/api/v1\"")
      return nil
    case nil: return nil
    }
  }

  private static func project(_ forge: ForgeKind?, _ fields: inout ConfigurationFields) -> String? {
    guard let project = fields.fields.requiredString("project") else { return nil }
    let parts = project.split(separator: "/", omittingEmptySubsequences: false)
    let isPath = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != " " }
    }
    guard isPath, forge == .gitlab ? parts.count >= 2 : parts.count == 2 else {
      fields.refuse(
        "project", "\"project\" must be \(forge == .gitlab ? "group/project" : "owner/name"), not \"\(project)\"")
      return nil
    }
    return project
  }

  private static func folder(_ fields: inout ConfigurationFields) -> String {
    guard let text = fields.fields.string("folder") else { return "" }
    guard let folder = Paths.join("", text), !text.hasPrefix("/") else {
      fields.refuse("folder", "\"folder\" must be a path in the repository, not \"\(text)\"")
      return ""
    }
    return folder
  }

  private static func credentials(_ forge: ForgeKind?, _ fields: inout ConfigurationFields) -> Credentials? {
    let token = fields.secret("token")
    var app: Credentials?
    fields.part("app") { part in
      let id = part.fields.value("id").flatMap { node in
        part.fields.document.string(node) ?? part.fields.document.integer(node).map { String($0) }
      }
      let key = part.secret("key")
      if id == nil { part.fields.missing("id") }
      if part.fields.value("key") == nil { part.fields.missing("key") }
      if let id, let key { app = .app(id: id, key: key) }
    }
    let (hasToken, hasApp) = (fields.fields.value("token") != nil, fields.fields.value("app") != nil)
    if hasApp, let forge, forge != .github {
      fields.refuse("app", "only GitHub has Apps", help: "use \"token\"")
      return nil
    }
    guard hasToken != hasApp else {
      fields.fields.report(
        fields.fields.node, hasToken ? "\"token\" and \"app\" exclude each other" : "missing \"token\"",
        help: hasToken ? nil : "add \"token: {file: PATH}\"\(forge == .github ? ", or an app" : "")")
      return nil
    }
    return app ?? token.map { .token($0) }
  }

  private static func webhook(_ fields: inout ConfigurationFields) -> Webhook {
    let nodes = fields.fields.list("secrets")
    if !(1...2).contains(nodes.count) {
      fields.fields.report(
        fields.fields.node, "a webhook needs \"secrets\": one, or two while it is being changed",
        help: "add \"secrets: [{file: PATH}]\"")
    }
    return Webhook(
      secrets: nodes.compactMap { fields.secret(at: $0, "secrets") }, url: fields.address("url", isPublic: true))
  }
}
