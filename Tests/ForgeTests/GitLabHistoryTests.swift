import Forges
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabHistoryTests {
  private let ann = #"{"id":4,"username":"ann"}"#
  private let ben = #"{"id":5,"username":"ben"}"#

  private func activities(versions: String, notes: String) async throws -> [ForgeActivity] {
    let setup = try GitLabSetup([
      Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest()),
      Exchange(.get, Paths.versions, 200, versions), Exchange(.get, Paths.activity, 200, notes),
    ])
    return try await setup.client.activities(of: 7)
  }

  private func added(_ version: Int, title: String = "t") -> String {
    "added 1 commit\n\n<ul><li>d490ec67 - \(title)</li></ul>\n\n"
      + "[Compare with previous version](/g/d/-/merge_requests/7/diffs?diff_id=\(version)&start_sha=3c1f)"
  }

  private func pushers(_ activities: [ForgeActivity]) -> [String?] {
    activities.compactMap { activity in
      if case .push(let head, let user) = activity.kind { return "\(head ?? "-") \(user?.name ?? "?")" }
      return nil
    }
  }

  @Test func pushesHaveThoseWhoPushed() async throws {
    let found = try await activities(
      versions: Answers.list(
        Answers.version(30, "h3", at: 6), Answers.version(20, "h2", at: 4), Answers.version(10, "h1", at: 2)),
      notes: Answers.list(
        Answers.note(1, by: ann, system: true, at: 4, added(20)),
        Answers.note(2, by: ben, system: true, at: 6, added(30))))
    #expect(pushers(found) == ["h1 author", "h2 ann", "h3 ben"])
    #expect(found.map(\.at.milliseconds) == [1_704_067_202_500, 1_704_067_204_500, 1_704_067_206_500])
  }

  @Test func whoPushedIsNotGuessed() async throws {
    let found = try await activities(
      versions: Answers.list(
        Answers.version(10, "h1", at: 1), Answers.version(20, "h2", at: 2), Answers.version(30, "h3", at: 3),
        Answers.version(40, "h4", at: 4), Answers.version(50, "h5", at: 5)),
      notes: Answers.list(
        // Two who are said to have pushed the same.
        Answers.note(1, by: ann, system: true, at: 2, added(20)),
        Answers.note(2, by: ben, system: true, at: 2, added(20)),
        // Not GitLab's own notice.
        Answers.note(3, by: ben, at: 3, added(30)),
        // A commit's title that looks like the link.
        Answers.note(
          4, by: ben, system: true, at: 4,
          "added 1 commit\n\n<ul><li>x</li></ul>\n\n[Compare with previous version](/x?diff_id=40&start_sha=1)\n\nmore"),
        Answers.note(
          5, by: ann, system: true, at: 5, added(50, title: "[Compare with previous version](/x?diff_id=40)"))
      ))
    #expect(pushers(found) == ["h1 author", "h2 ?", "h3 ?", "h4 ?", "h5 ann"])
  }

  @Test func retargetsAreNoPushes() async throws {
    let found = try await activities(
      versions: Answers.list(
        Answers.version(10, "h1", at: 1), Answers.version(20, "h1", at: 4), Answers.version(30, "h2", at: 6)),
      notes: Answers.list(
        Answers.note(1, by: ann, system: true, at: 3, "changed target branch from `main` to `prod`"),
        Answers.note(
          2, by: ann, system: true, at: 5, "deleted the `prod` branch. This merge request now targets the `main` branch"
        ),
        Answers.note(3, by: ann, system: false, at: 7, "changed target branch from `main` to `prod`"),
        Answers.note(4, by: ann, system: true, at: 7, "changed title from **a** to **changed target branch from x**")))
    #expect(
      found.map(\.at.milliseconds) == [1_704_067_201_500, 1_704_067_203_000, 1_704_067_205_000, 1_704_067_206_500])
    #expect(found.map { $0.kind == .retarget } == [false, true, true, false])
  }

  @Test func nothingYet() async throws {
    #expect(try await activities(versions: "[]", notes: "[]") == [])
  }
}
