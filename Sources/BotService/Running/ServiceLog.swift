internal import Forges
public import Logging

/// What is written down for operators: one line an event, as JSON.
public struct ServiceLog: Sendable {
  private let logger: Logger?

  /// A log that writes to a logger.
  public init(_ logger: Logger) { self.logger = logger }

  private init() { logger = nil }

  /// Writes nothing.
  public static let none = ServiceLog()

  /// Something went as it should.
  public func info(_ event: String, _ fields: [String: String] = [:]) { write(.info, event, fields) }

  /// Something went wrong that passes or is worked around.
  public func warning(_ event: String, _ fields: [String: String] = [:]) { write(.warning, event, fields) }

  /// Somebody has to look.
  public func error(_ event: String, _ fields: [String: String] = [:]) { write(.error, event, fields) }

  private func write(_ level: Logger.Level, _ event: String, _ fields: [String: String]) {
    logger?.log(level: level, "\(event)", metadata: fields.mapValues { .string($0) })
  }
}
