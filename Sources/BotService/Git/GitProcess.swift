internal import Foundation
internal import HTTPTransport

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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { throw MirrorError(.unavailable, "git cannot be started: \(error)") }
    let watchdog = DispatchSource.makeTimerSource(queue: .global())
    watchdog.setEventHandler { process.terminate() }
    watchdog.schedule(deadline: .now() + timeout)
    watchdog.activate()
    defer { watchdog.cancel() }
    // One reader each, so that neither pipe fills up while the other is read.
    let said = Reader(errors.fileHandleForReading)
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = said.text()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: printed, as: UTF8.self), errors: complaints)
  }

  /// Reads a pipe to its end on a thread of its own.
  private final class Reader: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    init(_ handle: FileHandle) {
      DispatchQueue(label: "remit.git.errors").async { [self] in
        data = handle.readDataToEndOfFile()
        done.signal()
      }
    }

    func text() -> String {
      done.wait()
      return String(decoding: data, as: UTF8.self)
    }
  }
}
