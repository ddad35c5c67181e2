internal import BotService
internal import Forges
internal import ServiceStore
internal import Workflows

/// The records of merges: lists of them, and each by itself.
struct RecordPages: Sendable {
  /// How many records are on one page.
  private static let limit = 50

  let site: Site
  let pages: PageTemplates
  let problems: Problems

  var routes: [Route] {
    [
      Route(path: "/records", reader: .person) { ask throws(StoreError) in try await overview(ask) },
      Route(path: "/records/{repository}/{number}", reader: .person) { ask throws(StoreError) in
        guard let checked = try await site.record(ask) else { return problems.notFound(for: .person) }
        return .html(text(checked))
      },
    ]
  }

  private func overview(_ ask: Ask) async throws(StoreError) -> Answer {
    let name = ask.query["repository"] ?? ""
    let chosen = name.isEmpty ? site.repositories : site.repositories.filter { $0.name == name }
    guard !chosen.isEmpty || name.isEmpty else { return problems.notFound(for: .person) }
    let after = chosen.count == 1 ? max(0, Int64(ask.query["after"] ?? "") ?? 0) : 0
    var chains: [PageValue] = []
    for repository in chosen {
      let (records, next) = try await site.records(of: repository.name, after: after, limit: Self.limit)
      chains.append(
        .members([
          "name": .text(repository.name), "records": .list(records.map(row)), "hasRecords": .flag(!records.isEmpty),
          "isBroken": .flag(records.contains { !$0.faults.isEmpty }), "next": .text(next.map { String($0) }),
        ]))
    }
    return .html(
      pages.records([
        "title": .text("Records"), "version": .text(RemitVersion.current), "time": .text(site.now.text),
        "chains": .list(chains),
      ]))
  }

  private func row(_ checked: CheckedRecord) -> PageValue {
    .members([
      "repository": .text(checked.stored.chain), "number": .text(checked.stored.name),
      "sequence": .text(String(checked.stored.sequence)), "at": .text(checked.stored.at.text),
      "commit": .text(checked.record?.mergeCommit.map { String($0.prefix(12)) }),
      "digest": .text(String(checked.stored.digest.prefix(19))), "isIntact": .flag(checked.faults.isEmpty),
      "faults": .list(checked.faults.map { .text($0) }), "exception": .text(checked.record?.exception?.reason),
    ])
  }

  private func text(_ checked: CheckedRecord) -> String {
    let (stored, record) = (checked.stored, checked.record)
    return pages.record([
      "title": .text("Record of \(stored.chain) !\(stored.name)"), "version": .text(RemitVersion.current),
      "time": .text(site.now.text), "repository": .text(stored.chain), "number": .text(stored.name),
      "sequence": .text(String(stored.sequence)), "at": .text(stored.at.text), "digest": .text(stored.digest),
      "previous": .text(stored.previous), "link": .link(record?.url), "branch": .text(record?.targetBranch),
      "commit": .text(record?.mergeCommit), "engine": .text(record?.engine),
      "exception": .text(record?.exception?.reason), "exceptionBy": .text(record?.exception?.by),
      "author": .text(record?.input?.author), "isIntact": .flag(checked.faults.isEmpty),
      "canReplay": .flag(record?.input != nil), "faults": .list(checked.faults.map { .text($0) }),
      "approvals": .list(
        (record?.approvals ?? []).map {
          .members([
            "by": .text($0.by), "head": .text($0.head.map { String($0.prefix(12)) }), "count": .number($0.items.count),
          ])
        }),
      "hasApprovals": .flag(record?.approvals.isEmpty == false), "text": .text(stored.text),
    ])
  }
}
