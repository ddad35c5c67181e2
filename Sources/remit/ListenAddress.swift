import ArgumentParser
import BotServer
import Deploying
import Logging

/// `ADDRESS:PORT`, an IPv6 address in brackets.
struct ListenAddress: ExpressibleByArgument {
  var host: String
  var port: Int

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    (self.host, self.port) = (String(host), port)
  }

  /// Serves the numbers of a loop until the task is cancelled; gives back why it cannot.
  func serve(_ numbers: LoopMetrics) async -> CommandFailure? {
    var logger = Logger(label: "remit.monitoring")
    logger.logLevel = .error
    let server = MonitoringServer(
      host: host, port: port, metrics: numbers.metrics,
      troubles: { await numbers.troubles.map { "\($0.cluster): \($0.why)" } }, logger: logger,
      onListening: { Output.error("remit: numbers are served on port \($0)") })
    do {
      try await server.run()
      return nil
    } catch is CancellationError { return nil } catch {
      return CommandFailure(code: 2, message: "--metrics \(host):\(port) cannot be listened on: \(error)")
    }
  }
}
