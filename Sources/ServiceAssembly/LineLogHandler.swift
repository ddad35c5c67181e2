public import BotService
public import Forges
internal import HTTPTransport
internal import JSONCoding
public import Logging

/// Writes each event on one line: a JSON object with `ts`, `level`, `event` and the event's fields, or text for people.
/// No secret of the configuration is ever in a line, whoever put it into an error.
public struct LineLogHandler: LogHandler {
  /// The least important kind of event that is written.
  public var logLevel: Logger.Level
  /// Fields of every event.
  public var metadata: Logger.Metadata = [:]
  /// Not used.
  public var metadataProvider: Logger.MetadataProvider?

  private let format: ServiceConfiguration.Log.Format
  private let secrets: SecretFilter
  private let now: @Sendable () -> Timestamp
  private let write: @Sendable (String) -> Void

  /// A handler that gives each line, with its end, to `write`; texts in `secrets` are replaced.
  public init(
    _ log: ServiceConfiguration.Log, secrets: [Secret] = [], now: @escaping @Sendable () -> Timestamp,
    write: @escaping @Sendable (String) -> Void
  ) {
    logLevel =
      switch log.level {
      case .debug: .debug
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
    format = log.format
    self.secrets = SecretFilter(secrets.map(\.value))
    self.now = now
    self.write = write
  }

  /// A field of every event.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes an event.
  public func log(event: LogEvent) {
    var fields: [(String, String)] = []
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }
    ) {
      // The names of an event's own parts cannot be taken by others.
      fields.append((["ts", "level", "event"].contains(key) ? key + "_" : key, hidden("\(value)")))
    }
    let text = hidden("\(event.message)")
    switch format {
    case .json: write(json(event.level, text, fields))
    case .text: write(line(event.level, text, fields))
    }
  }

  private func json(_ level: Logger.Level, _ text: String, _ fields: [(String, String)]) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("ts", now().iso8601)
    writer.member("level", level.rawValue)
    writer.member("event", text)
    for (key, value) in fields { writer.member(key, value) }
    writer.endObject()
    return writer.text + "\n"
  }

  private func line(_ level: Logger.Level, _ text: String, _ fields: [(String, String)]) -> String {
    let all = ["\(now().iso8601) \(level.rawValue): \(text)"] + fields.map { "\($0.0)=\($0.1)" }
    // One event is one line, whatever a forge put into its answer.
    return String(
      String.UnicodeScalarView(
        all.joined(separator: " ").unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })) + "\n"
  }

  private func hidden(_ text: String) -> String { secrets.hidden(in: text) }
}
