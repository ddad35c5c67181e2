import Kubernetes
import Testing

@Suite struct LeaseElectionTests {
  private let other = LeaseRecord(
    holder: "other", duration: 15, acquired: "t0", renewed: "t1", transitions: 4, resourceVersion: "7")

  @Test func takesWhatNobodyHas() {
    var election = LeaseElection(identity: "me")
    #expect(election.next(now: 0, wallTime: "w") == .look)
    election.saw(nil, at: 0)
    let record = LeaseRecord(holder: "me", duration: 15, acquired: "w", renewed: "w", transitions: 0)
    #expect(election.next(now: 0, wallTime: "w") == .write(record))
    #expect(!election.mayAct(now: 0))
    var written = record
    written.resourceVersion = "1"
    election.wrote(written, sent: 100)
    #expect(election.mayAct(now: 100))
    #expect(election.next(now: 600, wallTime: "w") == .wait(1_500))
    written.renewed = "x"
    #expect(election.next(now: 2_100, wallTime: "x") == .write(written))
    #expect(election.mayAct(now: 10_099))
    #expect(!election.mayAct(now: 10_100))
  }

  @Test("pitfall 13: waits from the last change by its own clock") func waitsFromTheLastChangeByItsOwnClock() {
    var election = LeaseElection(identity: "me")
    // The time in the record is of no interest.
    election.saw(other, at: 1_000)
    #expect(election.next(now: 1_000, wallTime: "w") == .wait(2_000))
    #expect(election.next(now: 3_000, wallTime: "w") == .look)
    election.saw(other, at: 3_000)
    #expect(election.next(now: 3_000, wallTime: "w") == .wait(2_000))
    var renewed = other
    (renewed.renewed, renewed.resourceVersion) = ("t2", "8")
    election.saw(renewed, at: 14_000)
    #expect(election.next(now: 16_100, wallTime: "w") == .look)
    election.saw(renewed, at: 28_500)
    #expect(election.next(now: 28_500, wallTime: "w") == .wait(500))
    let taken = LeaseRecord(
      holder: "me", duration: 15, acquired: "w", renewed: "w", transitions: 5, resourceVersion: "8")
    #expect(election.next(now: 29_000, wallTime: "w") == .write(taken))
    // Somebody else was faster.
    election.failed()
    #expect(election.next(now: 29_000, wallTime: "w") == .look)
    #expect(!election.mayAct(now: 29_000))
  }

  @Test func aLongerDurationOfTheHolderCounts() {
    var election = LeaseElection(identity: "me")
    var record = other
    record.duration = 60
    election.saw(record, at: 0)
    #expect(election.next(now: 59_999, wallTime: "w") != .write(record))
    guard case .write = election.next(now: 60_000, wallTime: "w") else { return #expect(Bool(false)) }
  }

  @Test func aReleasedLeaseIsTakenAtOnce() {
    var election = LeaseElection(identity: "me")
    #expect(election.released(wallTime: "w") == nil)
    var record = other
    record.holder = nil
    election.saw(record, at: 0)
    guard case .write(var mine) = election.next(now: 0, wallTime: "w") else { return #expect(Bool(false)) }
    mine.resourceVersion = "9"
    election.wrote(mine, sent: 0)
    let released = election.released(wallTime: "x")
    #expect(released?.holder == nil)
    #expect(released?.resourceVersion == "9")
    election.wrote(released!, sent: 10)
    #expect(!election.mayAct(now: 10))
    #expect(election.released(wallTime: "w") == nil)
  }

  /// It was taken while this process slept: seen, it acts no more, whatever its clock says.
  @Test("pitfall 10: who sees another holder acts no more") func whoSeesAnotherHolderActsNoMore() {
    var election = LeaseElection(identity: "me")
    election.wrote(
      LeaseRecord(holder: "me", duration: 15, acquired: nil, renewed: nil, transitions: 0, resourceVersion: "1"),
      sent: 0)
    #expect(election.mayAct(now: 1))
    election.saw(other, at: 1)
    #expect(!election.mayAct(now: 1))
    // A record with the own name that this process did not write says nothing.
    var restarted = LeaseElection(identity: "me")
    restarted.saw(
      LeaseRecord(holder: "me", duration: 15, acquired: "a", renewed: "r", transitions: 2, resourceVersion: "3"), at: 0)
    #expect(!restarted.mayAct(now: 0))
    guard case .write(let record) = restarted.next(now: 0, wallTime: "w") else { return #expect(Bool(false)) }
    #expect(record.transitions == 2)
  }

  @Test func timesAreWrittenWithMicroseconds() {
    #expect(LeaseRecord.time(1_136_214_245_007) == "2006-01-02T15:04:05.007000Z")
    #expect(LeaseRecord.time(0) == "1970-01-01T00:00:00.000000Z")
    #expect(LeaseRecord.time(-1) == "1969-12-31T23:59:59.999000Z")
  }
}
