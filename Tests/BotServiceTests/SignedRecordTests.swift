import Forges
import Foundation
import Processes
import Testing
import Workflows

@testable import BotService

/// Records are signed where there is a key, so that deployments can tell them from what others write into the notes.
@Suite struct SignedRecordTests {
  /// 32 bytes, 1 to 32.
  private static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g
    -----END PRIVATE KEY-----
    """

  /// The other half, as openssl gives it.
  private static let publicKey = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=
    -----END PUBLIC KEY-----
    """

  @Test func noteIsSignedAndTheStoreIsNot() async throws {
    let key = try RecordSigningKey(pem: Self.privateKey)
    let world = try BotWorld(recordKey: key)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let commit = try #require(world.mergeRequest(number).mergeCommit)
    let note = try world.model.git.git(["notes", "--ref", "refs/notes/remit", "show", commit])
    var record = try DecisionRecord(parsing: Array(note.utf8), file: "note")
    #expect(!stored.text.contains("signature") && note.contains("signature"))
    #expect(record.text == stored.text && record.digest == stored.digest, "the signature is no part of what it signs")
    let keys = try RecordKey.keys(pem: Self.publicKey)
    #expect(keys == [key.publicKey])
    #expect(record.isSigned(by: keys) && record.isSigned(by: nil) && !record.isSigned(by: []))
    // A second look writes nothing else.
    try await world.settle()
    #expect(try world.model.git.git(["notes", "--ref", "refs/notes/remit", "show", commit]) == note)
    // Whatever is changed, it is not what was signed.
    record.targetBranch = "other"
    #expect(!record.isSigned(by: keys))
  }

  @Test func notKeys() throws {
    #expect(throws: RecordKeyError.self) { try RecordSigningKey(pem: Self.publicKey) }
    #expect(throws: RecordKeyError.self) { try RecordSigningKey(pem: "") }
    #expect(throws: RecordKeyError.self) { try RecordKey.keys(pem: Self.privateKey) }
    #expect(throws: RecordKeyError.self, "not only such keys") {
      try RecordKey.keys(pem: Self.publicKey + "\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    }
    #expect(try RecordKey.keys(pem: "a comment\r\n" + Self.publicKey.replacing("\n", with: "\r\n")).count == 1)
  }
}
