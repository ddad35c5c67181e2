internal import HTTPTransport
internal import Processes

/// Runs `git` for what goes over the network. It sees nothing of the machine's or anybody's configuration, asks nobody
/// anything, runs no hooks and no helpers; the token travels in its environment, not in its arguments or on disk.
struct GitProcess: Sendable {
  /// The repository.
  let folder: String
  /// The `Authorization` header for a URL; nil: none is sent.
  var authorization: (url: String, value: String)?
  /// After so many seconds git is stopped in any case. What stands still it gives up by itself long before; a first clone may
  /// take its time.
  var timeout: Double = 7200

  /// How git ended.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String
  }

  private static let settings: [(String, String)] = [
    ("core.hooksPath", "/dev/null"), ("credential.helper", ""), ("fetch.fsckObjects", "true"),
    ("transfer.fsckObjects", "true"), ("gc.auto", "0"), ("http.followRedirects", "false"), ("protocol.version", "2"),
    ("protocol.allow", "never"), ("protocol.https.allow", "always"), ("core.askPass", "true"),
    ("http.lowSpeedLimit", "1000"), ("http.lowSpeedTime", "60"), ("maintenance.auto", "false"),
  ]

  /// Runs git and waits for it.
  func run(_ arguments: [String], plainHTTP: Bool = false) async throws(MirrorError) -> Outcome {
    var settings = Self.settings
    if plainHTTP { settings += [("protocol.http.allow", "always"), ("protocol.file.allow", "always")] }
    if let authorization {
      settings.append(("http.\(authorization.url).extraHeader", "Authorization: \(authorization.value)"))
    }
    var environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent", "GIT_TERMINAL_PROMPT": "0",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_COUNT": String(settings.count),
    ]
    for (index, setting) in settings.enumerated() {
      environment["GIT_CONFIG_KEY_\(index)"] = setting.0
      environment["GIT_CONFIG_VALUE_\(index)"] = setting.1
    }
    var outcome = try await Blocking.run { [folder, timeout, environment] () throws(MirrorError) in
      try Self.wait(for: arguments, in: folder, environment, timeout)
    }
    if let authorization {
      outcome.errors = SecretFilter(in: ["Authorization": authorization.value]).hidden(in: outcome.errors)
    }
    return outcome
  }

  private static func wait(
    for arguments: [String], in folder: String, _ environment: [String: String], _ timeout: Double
  ) throws(MirrorError) -> Outcome {
    let program = Program(
      ["git"] + arguments, environment: environment, folder: folder, timeout: Int64(timeout * 1000))
    do throws(Program.StartError) {
      let outcome = try program.run()
      return Outcome(status: outcome.status ?? -1, output: outcome.text, errors: outcome.complaints)
    } catch { throw MirrorError(.unavailable, "git: \(error)") }
  }
}
