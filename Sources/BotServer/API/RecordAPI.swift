internal import BotService
internal import Forges
internal import JSONCoding
internal import ServiceStore
internal import Workflows

/// The records of merges for programs.
struct RecordAPI: Sendable {
  let site: Site

  var routes: [Route] {
    [
      Route(path: "/api/v1/records/{repository}", reader: .program) { ask throws(StoreError) in try await list(ask) },
      Route(path: "/api/v1/records/{repository}/{number}", reader: .program) { ask throws(StoreError) in
        guard let checked = try await site.record(ask) else { return .problem(404, "there is no such record") }
        return .object {
          $0.members(checked)
          $0.member("text", checked.stored.text)
        }
      },
    ]
  }

  private func list(_ ask: Ask) async throws(StoreError) -> Answer {
    guard let repository = site.repository(ask.parameters["repository"]) else {
      return .problem(404, "there is no such repository")
    }
    guard let limit = PageSize.read(ask.query) else { return PageSize.problem }
    var after: Int64 = 0
    if let text = ask.query["after"], !text.isEmpty {
      guard let number = Int64(text), number >= 0 else { return .problem(400, "after must be a sequence number") }
      after = number
    }
    let (records, next) = try await site.records(of: repository.name, after: after, limit: limit)
    return .object {
      $0.objects("records", records) { $1.members($0) }
      $0.member("next", next.map { Int($0) })
    }
  }
}

extension JSONWriter {
  /// The members of a record, without its text.
  fileprivate mutating func members(_ checked: CheckedRecord) {
    let (stored, record) = (checked.stored, checked.record)
    member("repository", stored.chain)
    member("number", Int(stored.name))
    member("sequence", Int(stored.sequence))
    member("digest", stored.digest)
    member("previous", stored.previous)
    member("recordedAt", stored.at as Timestamp?)
    member("isIntact", checked.faults.isEmpty)
    member("faults", checked.faults)
    member("url", record?.url)
    member("targetBranch", record?.targetBranch)
    member("mergeCommit", record?.mergeCommit)
    member("exception", record?.exception?.reason)
  }
}
