import Testing

@testable import BotService

/// `remit serve --check` looks at the data as well: folder, branches and the role that may break the glass.
@Suite struct DataCheckTests {
  private func findings(folder: String = "", _ change: (inout BotSettings) -> Void) async throws -> [String] {
    let world = try BotWorld(settings: change)
    let known = world.repository
    let repository = BotRepository(
      name: known.name, forge: known.forge, host: known.host, client: known.client, mirror: known.mirror,
      folder: folder,
      settings: known.settings)
    return await DataCheck(repository, today: "2026-01-01").findings().map { "\($0.kind): \($0.text)" }
  }

  @Test func allIsThere() async throws {
    #expect(try await findings { $0.branches = [] } == ["ok: the branch main has 10 datafiles"])
    #expect(try await findings { $0.branches = ["main"] } == ["ok: the branch main has 10 datafiles"])
  }

  @Test func nobodyMayBreakTheGlass() async throws {
    #expect(
      try await findings { $0.breakGlassRole = "/roles/sres.yml" } == [
        "problem: nobody has the role /roles/sres.yml of breakGlass on the branch main"
      ])
  }

  @Test func oneBranchIsNotThere() async throws {
    #expect(
      try await findings { $0.branches = ["gone", "main", "../x"] }.map { String($0.prefix(45)) } == [
        "problem: the branch ../x cannot be fetched: t", "problem: the branch gone is not there",
        "ok: the branch main has 10 datafiles",
      ])
  }

  @Test func folderIsNotThere() async throws {
    let found = try await findings(folder: "infra") { $0.breakGlassRole = nil }
    #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("problem: ") && $0.contains("infra") }, "\(found)")
  }
}
