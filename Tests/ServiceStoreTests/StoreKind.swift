import Forges
import Foundation
import TestSupport
import Testing

@testable import ServiceStore

/// The stores that the same tests run on.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
  case memory, sqlite, postgres

  var testDescription: String { rawValue }

  /// Those that this machine can run.
  static let available = allCases.filter { $0 != .postgres || PostgresServer.isInstalled(for: "ServiceStoreTests") }
  /// Those that several processes may use.
  static let shared = available.filter { $0 != .memory }
}

/// The server of this test process; it ends with the process.
enum Servers {
  static let shared = Result { try PostgresServer() }
}

/// A folder that goes with the value.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("remit-store-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// Runs a test on a fresh store.
func withStore(_ kind: StoreKind, _ body: (any Store) async throws -> Void) async throws {
  try await withStores(kind, 1) { try await body($0[0]) }
}

/// Runs a test on several stores at one fresh location, as several processes have them; in memory they are the same.
func withStores(_ kind: StoreKind, _ count: Int, _ body: ([any Store]) async throws -> Void) async throws {
  let folder = try Folder()
  var stores: [any Store] = []
  switch kind {
  case .memory: stores = Array(repeating: MemoryStore(), count: count)
  case .sqlite: for _ in 0..<count { stores.append(try await Stores.open(folder.path("store.db"))) }
  case .postgres:
    let url = try Servers.shared.get().makeDatabase()
    for _ in 0..<count { stores.append(try await Stores.open(url)) }
  }
  let result: Result<Void, any Error>
  do { result = .success(try await body(stores)) } catch { result = .failure(error) }
  for store in stores { await store.close() }
  try result.get()
}

extension Timestamp: ExpressibleByIntegerLiteral {
  /// A time from milliseconds.
  public init(integerLiteral value: Int64) { self.init(milliseconds: value) }
}

/// The job of a merge request.
func look(_ subject: String, of repository: String = "app") -> JobKey {
  JobKey(kind: "look", repository: repository, subject: subject)
}

/// A delivery that asks for a job.
func delivery(_ id: String, of source: String = "app", job: JobKey? = look("1"), at: Timestamp, notBefore: Timestamp)
  -> Delivery
{
  Delivery(source: source, id: id, job: job, at: at, notBefore: notBefore)
}

/// The kind of the error that a call to a store throws; nil where it throws none.
func errorKind<Value>(_ body: () async throws -> Value) async -> StoreError.Kind? {
  do {
    _ = try await body()
    return nil
  } catch let error as StoreError {
    return error.kind
  } catch {
    Issue.record("not an error of a store: \(error)")
    return nil
  }
}
