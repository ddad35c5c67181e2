internal import DataBundle
public import Diagnostics
internal import DocumentModel
internal import Foundation
internal import HTTPTransport
internal import JSONCoding

extension ServiceConfiguration {
  /// Reads the configuration from a file's text, with everything that is wrong in it; nil where it cannot be used.
  /// A name that ends in `.json` means JSON, any other YAML.
  public static func read(
    _ bytes: [UInt8], file: String, secrets: SecretSource
  ) -> (configuration: ServiceConfiguration?, diagnostics: [Diagnostic]) {
    let (document, problems) = DocumentReader().read(bytes, file: file)
    guard let document else {
      let empty = Diagnostic(ConfigurationFields.code, at: Place(file: file), "there is nothing in the configuration")
      return (nil, problems.isEmpty ? [empty] : problems)
    }
    var fields = ConfigurationFields(document, document.root, file: file, secrets: secrets)
    var configuration = ServiceConfiguration()
    configuration.read(&fields)
    let diagnostics = (problems + fields.finish()).sortedUnique()
    return (diagnostics.hasErrors ? nil : configuration, diagnostics)
  }

  private mutating func read(_ fields: inout ConfigurationFields) {
    if let text = fields.text("listen") {
      if let address = Self.address(text) {
        (host, port) = address
      } else {
        fields.refuse(
          "listen", "\"listen\" must be HOST:PORT, not \"\(text)\"", help: "127.0.0.1:8080, or 0.0.0.0:8080 for all")
      }
    }
    url = fields.address("url", isPublic: true)
    if let path = fields.text("state") { state = Self.path(path, fields.secrets.folder) }
    readStore(&fields)
    workers = fields.number("workers", 1...64) ?? workers
    sweepInterval = fields.duration("sweepInterval", 60_000...86_400_000) ?? sweepInterval
    debounce = fields.duration("debounce", 0...300_000) ?? debounce
    fields.part("log") { part in
      log.level = part.fields.choice("level", Log.Level.self) ?? log.level
      log.format = part.fields.choice("format", Log.Format.self) ?? log.format
    }
    fields.part("api") { part in
      adminToken = part.secret("adminToken")
      if let adminToken, adminToken.value.utf8.count < 16 {
        part.refuse("adminToken", "the admin token needs at least 16 bytes", help: "openssl rand -hex 32")
      }
    }
    readRepositories(&fields)
  }

  private mutating func readStore(_ fields: inout ConfigurationFields) {
    guard let node = fields.fields.value("store") else {
      return store = Secret(state + "/remit.db")
    }
    guard let text = fields.fields.document.string(node) else {
      store = fields.secret(at: node, "store") ?? store
      return
    }
    guard text.contains("://") else {
      if text.isEmpty { fields.refuse("store", "\"store\" must not be empty") }
      return store = Secret(Self.path(text, fields.secrets.folder))
    }
    if Self.holdsPassword(text) {
      fields.refuse(
        "store", "\"store\" holds a password, which must not be in this file",
        help: "write {file: PATH} or {env: NAME}, with the whole URL there")
    } else if !text.hasPrefix("postgres://"), !text.hasPrefix("postgresql://") {
      fields.refuse("store", "\"store\" must be the path of a SQLite file or a postgres:// URL")
    }
    store = Secret(text)
  }

  private mutating func readRepositories(_ fields: inout ConfigurationFields) {
    let nodes = fields.fields.list("repositories")
    if nodes.isEmpty, fields.fields.diagnostics.isEmpty { fields.fields.missing("repositories") }
    var names: Set<String> = []
    for node in nodes {
      fields.inner(node) { part in
        let repository = RepositoryConfiguration.read(&part)
        guard let repository else { return }
        if !names.insert(repository.name).inserted {
          part.refuse("name", "there are two repositories named \"\(repository.name)\"", help: "give each its own name")
        } else if let other = repositories.first(where: { $0.isSameProject(as: repository) }) {
          part.refuse(
            "project", "\"\(other.name)\" is the same project: they would overwrite each other's comments and statuses",
            help: "keep one of the two")
        }
        repositories.append(repository)
      }
    }
  }

  /// Host and port; IPv6 in brackets.
  private static func address(_ text: String) -> (String, Int)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    let host = text[..<colon]
    guard !host.isEmpty, !host.contains("/"), !host.contains(":") || host.hasPrefix("[") && host.hasSuffix("]") else {
      return nil
    }
    return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host), Int(port))
  }

  /// A path; relative ones start from the folder of the configuration.
  private static func path(_ path: String, _ folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }

  /// Whether a URL has a password before its host or among its parameters.
  public static func holdsPassword(_ url: String) -> Bool {
    let rest = url.drop { $0 != ":" }.dropFirst(3)
    let authority = rest.prefix { !"/?".contains($0) }
    let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
    return user.contains(":") || rest.lowercased().contains("password=")
  }
}

extension ConfigurationFields {
  /// An `https` URL without a slash at its end. `isPublic`: one of this service, which may be plain `http` on this machine.
  mutating func address(_ key: String, isPublic: Bool = false, allowsHTTP: Bool = false) -> String? {
    guard let text = text(key) else { return nil }
    guard let address = WebAddress(text), !text.contains("?") else {
      refuse(key, "\"\(key)\" must be a URL: https://HOST/…", help: "without user, query and #")
      return nil
    }
    if address.scheme == "http", !(address.isLoopback && (isPublic || allowsHTTP)) {
      let reason =
        address.isLoopback ? "\"allowHTTP: true\" is needed for http" : "http is possible on this machine only"
      refuse(key, "\"\(key)\" must begin with https://: \(reason)")
      return nil
    }
    var trimmed = text[...]
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    return String(trimmed)
  }
}
