internal import Deciding
internal import Forges
internal import Workflows

/// Decides what was observed, with the files that were fetched for it.
struct Judge: Sendable {
  let repository: BotRepository
  /// The day that roles expire by, `YYYY-MM-DD`.
  let today: String

  /// The judgement on a merge request. What cannot be decided is part of the judgement:
  /// thrown only where disk or memory failed.
  func judge(_ timeline: Timeline, _ fetched: Mirror.Fetched, branch: String) async throws -> Judgement {
    let (path, folder) = (repository.mirror.path, repository.folder)
    do {
      let target = try await repository.targets.target(branch, at: fetched.target) { former in
        try await Blocking.run { () throws(WorkflowError) in
          try Workspace(repositoryAt: path, folder: folder).prepare(target: fetched.target, reusing: former)
        }
      }
      let query = self.query(timeline, head: fetched.head)
      let (role, today) = (repository.settings.breakGlassRole, today)
      return try await Blocking.run { () throws(WorkflowError) in
        let result = try Workspace(repositoryAt: path, folder: folder).decide(query, on: target)
        var judgement = Judgement(result: result, remarks: timeline.remarks)
        if let role {
          let members = try target.maker.accounts(
            ofRole: role, forge: query.forge, accountNames: query.accountNames, today: today)
          let (found, remarks) = BreakGlass.find(in: timeline.requests, members: members, head: fetched.head)
          judgement.remarks += remarks
          if let found { judgement.use(found, on: result.decision) }
        }
        return judgement
      }
    } catch let error as WorkflowError {
      return Judgement(failure: error.description, remarks: timeline.remarks)
    }
  }

  /// What the engine is asked.
  func query(_ timeline: Timeline, head: String) -> MergeRequestQuery {
    MergeRequestQuery(
      base: nil, head: .commit(head), mode: repository.mode, author: timeline.author, forge: repository.forge,
      accountNames: timeline.accountNames, events: timeline.events, today: today)
  }
}
