internal import BotService
internal import Forges
internal import HTTPTransport
internal import ServiceStore
internal import Workflows

/// The page of one merge request: why it does not move, and everything that explains the decision.
struct MergeRequestPage: Sendable {
  let site: Site
  let pages: PageTemplates
  let problems: Problems

  var routes: [Route] {
    [
      Route(path: "/{repository}/{number}", reader: .person) { ask throws(StoreError) in
        guard let standing = try await site.mergeRequest(ask) else { return try await missing(ask) }
        return .html(try await text(standing))
      }
    ]
  }

  /// What has been merged has a record; its page is that.
  private func missing(_ ask: Ask) async throws(StoreError) -> Answer {
    if let repository = site.repository(ask.parameters["repository"]), let number = ask.number,
      try await site.context.store.record(in: repository.name, named: String(number)) != nil
    {
      return Answer(
        303, "text/plain; charset=utf-8", "merged\n",
        headers: ["Location": "/records/\(repository.name)/\(number)", "Cache-Control": "no-store"])
    }
    return problems.problem(
      404, "Remit knows of no such open merge request; one that was opened just now appears within seconds",
      for: .person)
  }

  private func text(_ standing: Standing) async throws(StoreError) -> String {
    let now = site.now
    let jobs = try await site.context.store.jobs().filter {
      $0.key.repository == standing.repository
        && ($0.key.kind == JobKind.look && $0.key.subject == String(standing.number)
          || $0.key.kind == JobKind.merge && $0.key.subject == standing.targetBranch && standing.isReady)
    }
    let place = try await place(of: standing, now)
    return pages.mergeRequest([
      "title": .text("!\(standing.number) \(standing.title)"), "version": .text(RemitVersion.current),
      "time": .text(now.text), "repository": .text(standing.repository), "number": .number(standing.number),
      "name": .text(standing.title), "link": .link(standing.url), "author": .text(standing.author),
      "branch": .text(standing.targetBranch), "head": .text(String(standing.head.prefix(12))),
      "target": .text(String(standing.target.prefix(12))), "verdict": .text(standing.verdict),
      "headline": .text(standing.headline), "priority": .text(standing.priority), "draft": .flag(standing.isDraft),
      "opened": .text(standing.createdAt.text), "age": .text(Span.age(of: standing.createdAt, at: now)),
      "decided": .text(standing.decidedAt.text), "decidedAge": .text(Span.age(of: standing.decidedAt, at: now)),
      "place": .text(place.map { String($0) }),
      "obstacles": .list(
        standing.obstacles.map {
          .members(["kind": .text(Self.mover($0.kind)), "class": .text($0.kind.rawValue), "text": .text($0.text)])
        }),
      "isFree": .flag(standing.obstacles.isEmpty), "text": .text(standing.text),
      "jobs": .list(jobs.map { job($0, now) }), "hasJobs": .flag(!jobs.isEmpty),
    ])
  }

  /// The place in the merge queue, from 1.
  private func place(of standing: Standing, _ now: Timestamp) async throws(StoreError) -> Int? {
    guard standing.isReady else { return nil }
    let all = try await site.mergeRequests().filter { $0.repository == standing.repository }
    return MergeQueue.order(all, branch: standing.targetBranch, now: now).firstIndex { $0.number == standing.number }
      .map { $0 + 1 }
  }

  /// Who has to move, for people.
  private static func mover(_ kind: Obstacle.Kind) -> String {
    switch kind {
    case .people: "people"
    case .pipeline: "CI"
    case .forge: "the forge"
    case .rebase: "Remit"
    case .freeze: "time"
    case .configuration: "configuration"
    }
  }

  private func job(_ job: Job, _ now: Timestamp) -> PageValue {
    .members([
      "kind": .text(job.key.kind), "state": .text(job.state.rawValue), "attempts": .number(job.attempts),
      "age": .text(Span.age(of: job.requestedAt, at: now)), "error": .text(job.error),
    ])
  }

  /// The page.
  static let template = """
    {{>head}}
    <p class="crumbs"><a href="/?repository={{repository}}">{{repository}}</a> · !{{number}}</p>
    <h1>{{name}}</h1>
    <p class="lead">{{>verdict}} {{headline}}</p>
    {{#link}}<p><a class="button" href="{{link}}" rel="noreferrer">Open on the forge</a></p>{{/link}}
    <section aria-labelledby="why">
    <h2 id="why">Why is this not moving?</h2>
    {{#isFree}}<p class="good">Nothing stands in the way.</p>{{/isFree}}
    {{#place}}<p>Place {{place}} in the merge queue of <code>{{branch}}</code>.</p>{{/place}}
    <ul class="obstacles">{{#obstacles}}<li><span class="mover m-{{class}}">{{kind}}</span> <span>{{text}}</span></li>{{/obstacles}}</ul>
    </section>
    <section aria-labelledby="facts">
    <h2 id="facts">Facts</h2>
    <dl class="facts">
    <div><dt>Author</dt><dd>{{author}}</dd></div>
    <div><dt>Into</dt><dd><code>{{branch}}</code> at <code>{{target}}</code></dd></div>
    <div><dt>Head</dt><dd><code>{{head}}</code>{{#draft}} <span class="tag">draft</span>{{/draft}}</dd></div>
    <div><dt>Priority</dt><dd>{{#priority}}{{priority}}{{/priority}}{{^priority}}–{{/priority}}</dd></div>
    <div><dt>Opened</dt><dd><time datetime="{{opened}}">{{age}} ago</time></dd></div>
    <div><dt>Decided</dt><dd><time datetime="{{decided}}">{{decidedAge}} ago</time></dd></div>
    </dl>
    </section>
    <section aria-labelledby="explanation">
    <h2 id="explanation">Explanation</h2>
    <pre tabindex="0" aria-labelledby="explanation">{{text}}</pre>
    <p class="meta">The same as JSON: <a href="/api/v1/merge-requests/{{repository}}/{{number}}">API</a></p>
    </section>
    {{#hasJobs}}<section aria-labelledby="jobs">
    <h2 id="jobs">Jobs</h2>
    <ul class="jobs">{{#jobs}}<li><b>{{kind}}</b> {{state}} for {{age}}, failed attempts: {{attempts}}{{#error}}<br><span class="bad">{{error}}</span>{{/error}}</li>{{/jobs}}</ul>
    </section>{{/hasJobs}}
    {{>foot}}
    """
}
