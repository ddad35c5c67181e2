import Forges
import Foundation
import Processes
import TestSupport
import Testing

@testable import ServiceStore

@Suite struct SQLiteTests {
  @Test func filesAreTheOwnersOnlyAndFlushed() async throws {
    let folder = try Folder()
    let database = try await SQLiteDatabase(path: folder.path("store.db"))
    let store = try await SQLStore(database)
    try await store.request(look("1"), notBefore: 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(files) == ["store.db", "store.db-wal", "store.db-shm"])
    for file in files {
      let mode = try FileManager.default.attributesOfItem(atPath: folder.path(file))[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(file)")
    }
    let settings = try await database.write { session throws(StoreError) in
      [try session.run("PRAGMA synchronous").first, try session.run("PRAGMA journal_mode").first]
    }
    #expect(settings == [SQLRow(columns: [.integer(2)]), SQLRow(columns: [.text("wal")])])
    await store.close()
  }

  @Test func storeIsThereAfterItWasClosed() async throws {
    let folder = try Folder()
    let first = try await Stores.open(folder.path("store.db"))
    try await first.request(look("1"), notBefore: 1)
    let claim = try #require(try await first.claim(by: "w", lease: 10, now: 5))
    try await first.retry(claim, notBefore: 6, error: "no")
    let jobs = try await first.jobs()
    await first.close()
    let second = try await Stores.open(folder.path("store.db"))
    #expect(try await second.jobs() == jobs)
    #expect(try #require(try await second.claim(by: "w", lease: 10, now: 6)).fence > claim.fence)
    await second.close()
  }

  @Test func killedProcessLosesNothingItAccepted() async throws {
    let folder = try Folder()
    for (round, name) in ["one", "two", "three"].enumerated() {
      let probe = try Probe("accept", folder.path("store.db"), name)
      try await probe.wait(forLines: 40 * (round + 1))
      let accepted = try await probe.kill()
      #expect(accepted.count >= 40 * (round + 1))
      let store = try await Stores.open(folder.path("store.db"))
      let subjects = Set(try await store.jobs().filter { $0.key.repository == name }.map(\.key.subject))
      #expect(subjects.isSuperset(of: accepted))
      #expect(subjects.count <= accepted.count + 1, "at most the one that was being accepted")
      for subject in subjects {
        let again = delivery(subject, of: name, job: look(subject, of: name), at: 1, notBefore: 1)
        #expect(try await store.accept(again) == false, "id and job, both or neither")
      }
      await store.close()
    }
  }

  @Test func processesNeverGetTheSameJob() async throws {
    let folder = try Folder()
    let store = try await Stores.open(folder.path("store.db"))
    for number in 0..<60 { try await store.request(look("\(number)"), notBefore: 1) }
    let probes = try ["a", "b", "c"].map { try Probe("claim", folder.path("store.db"), $0) }
    var claimed: [String] = []
    for probe in probes { claimed += try await probe.end() }
    #expect(claimed.count == 60)
    #expect(Set(claimed).count == 60)
    #expect(try await store.jobs() == [])
    await store.close()
  }

  @Test func databaseLockedByAnotherProcess() async throws {
    let folder = try Folder()
    let store = try await SQLStore(SQLiteDatabase(path: folder.path("store.db"), busyTimeout: 0.2))
    #expect(try await store.accept(delivery("a", at: 1, notBefore: 1)))
    let script = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1], isolation_level=None)
      c.execute('BEGIN EXCLUSIVE')
      print('locked', flush=True)
      sys.stdin.read()
      c.execute('ROLLBACK')
      """
    let output = folder.path("output")
    let other = try Program(
      ["python3", "-c", script, folder.path("store.db")], environment: ProcessInfo.processInfo.environment
    ).start(input: .held, output: .file(output))
    while other.isRunning, (try? String(contentsOfFile: output, encoding: .utf8)) != "locked\n" {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(other.isRunning)
    let second = delivery("b", job: look("2"), at: 2, notBefore: 2)
    #expect(await errorKind { try await store.accept(second) } == .unavailable)
    #expect(await errorKind { try await store.check() } == .unavailable)
    #expect(try await store.jobs().map(\.key) == [look("1")], "reading goes on")
    other.letGo()
    other.wait()
    #expect(try await store.accept(second), "nothing of it had happened")
    #expect(try await store.jobs().count == 2)
    await store.close()
  }

  @Test func fullDiskLeavesNothingHalfDone() async throws {
    let folder = try Folder()
    let database = try await SQLiteDatabase(path: folder.path("store.db"))
    let store = try await SQLStore(database)
    // As many pages as there are and a few more: SQLite answers then as for a full disk.
    try await database.write { session throws(StoreError) in
      let pages = try session.run("PRAGMA page_count").first?.integer(0) ?? 0
      try session.run("PRAGMA max_page_count = \(pages + 8)")
    }
    let outcomes = await withTaskGroup(of: (Int, Bool?).self) { group in
      for number in 0..<300 {
        group.addTask {
          let subject = "\(number)" + String(repeating: "x", count: 500)
          let taken = try? await store.accept(
            delivery("\(number)", job: look(subject), at: 1, notBefore: 1))
          return (number, taken)
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let accepted = outcomes.filter { $0.value == true }
    #expect(accepted.count < 300)
    let big = [UInt8](repeating: 7, count: 100_000)
    #expect(await errorKind { try await store.set(big, "k", "n", under: nil) } == .unavailable)
    let kept = Set(try await store.jobs().map { Int($0.key.subject.prefix { $0 != "x" }) ?? -1 })
    #expect(kept == Set(accepted.keys))
    // There is room again: what failed can be done.
    _ = try await database.write { session throws(StoreError) in try session.run("PRAGMA max_page_count = 100000") }
    for number in 0..<300 where !kept.contains(number) {
      #expect(try await store.accept(delivery("\(number)", at: 1, notBefore: 1)), "no id without its job")
    }
    await store.close()
  }

  @Test(arguments: [
    ("garbage", StoreError.Kind.incompatible), ("folder", .unavailable), ("missing/store.db", .unavailable),
  ])
  func whatIsNoStoreIsRefused(_ name: String, _ kind: StoreError.Kind) async throws {
    let folder = try Folder()
    try Data(repeating: 0x41, count: 20_000).write(to: folder.url.appendingPathComponent("garbage"))
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: true)
    #expect(await errorKind { try await Stores.open(folder.path(name)) } == kind)
  }

  @Test func damagedFileIsIncompatible() async throws {
    let folder = try Folder()
    let first = try await Stores.open(folder.path("store.db"))
    for number in 0..<500 { try await first.set([1], "k", "\(number)", under: nil) }
    await first.close()
    let file = try FileHandle(forUpdating: folder.url.appendingPathComponent("store.db"))
    let size = try file.seekToEnd()
    try file.seek(toOffset: 8192)
    try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 8192))
    try file.close()
    let kind = await errorKind {
      let store = try await Stores.open(folder.path("store.db"))
      _ = try await store.values("k")
    }
    #expect(kind == .incompatible)
  }
}
