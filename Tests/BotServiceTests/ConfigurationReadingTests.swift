import BotService
import DataBundle
import Diagnostics
import Forges
import Foundation
import Testing

/// Reading the configuration of the service.
@Suite struct ConfigurationReadingTests {
  /// A folder with files, for secrets.
  final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "remit-config-\(UUID().uuidString)").path

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
      try Data(text.utf8).write(to: URL(filePath: path + "/" + name))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
    }
  }

  private static let environment = [
    "TOKEN": "glpat-secret-token", "HOOK": "hook-secret\n", "EMPTY": " \n", "KEY": "pem text",
    "DB": "postgres://r:p@db/r",
  ]

  private func read(_ text: String, in folder: String = "/etc/remit") -> (
    configuration: ServiceConfiguration?, diagnostics: [Diagnostic]
  ) {
    ServiceConfiguration.read(
      Array(text.utf8), file: "remit.yml", secrets: SecretSource(environment: Self.environment, folder: folder))
  }

  /// Problems as `LINE:COLUMN message (help)`.
  private func problems(_ text: String, in folder: String = "/etc/remit") -> [String] {
    read(text, in: folder).diagnostics.map { problem in
      let place = problem.place.range.map { "\($0.start.line):\($0.start.column)" } ?? "-"
      return "\(place) \(problem.message)" + (problem.help.map { " (\($0))" } ?? "")
    }
  }

  @Test func smallestConfigurationTakesDefaults() throws {
    let configuration = try #require(
      read(
        """
        repositories:
          - name: infra
            forge: gitlab
            project: group/infra
            token: {env: TOKEN}
        """
      ).configuration)
    #expect(configuration.host == "127.0.0.1" && configuration.port == 8080)
    #expect(configuration.store.value == "/var/lib/remit/remit.db")
    let repository = try #require(configuration.repositories.first)
    #expect(repository.url == "https://gitlab.com")
    #expect(repository.credentials == .token(Secret("glpat-secret-token")))
    #expect(repository.settings == BotSettings())
    #expect(repository.mode == .strict)
  }

  @Test func everyKeyIsTaken() throws {
    let text = """
      listen: "[::]:9000"
      url: https://remit.example.com/
      state: state
      store: {env: DB}
      workers: 2
      sweepInterval: 5m
      debounce: 10s
      log: {level: warning, format: text}
      api: {adminToken: {env: TOKEN}}
      repositories:
        - name: infra
          forge: github
          url: https://github.example.com/api/v3
          project: owner/infra
          folder: policy
          mode: compat
          branches: [main, stable]
          app: {id: 7, key: {env: KEY}}
          webhook: {secrets: [{env: HOOK}, {env: TOKEN}], url: https://hooks.example.com/x}
          labels:
            enabled: false
            selfServiceable: a
            notSelfServiceable: b
            hold: c
            restricted: d
            approved: e
            breakGlass: f
            ownerPrefix: ""
          status: {name: remit/prod}
          approve: true
          merge:
            enabled: true
            method: fast-forward
            removeSourceBranch: true
            requirePipeline: true
            rebase: true
            freeze:
              - {from: "2026-12-20T00:00:00Z", to: "2027-01-02T00:00:00+01:00"}
              - {days: [sat, sun], from: "00:00", to: "24:00"}
          breakGlass: {role: /roles/sre.yml}
          deploy:
            clusters: clusters.yml
            branch: live
            approval: deletions
            role: /roles/sre.yml
            deployer: other
            budget: {count: 7, percent: 0}
            timeout: 90s
      """
    let (read, diagnostics) = self.read(text)
    #expect(diagnostics.isEmpty)
    let configuration = try #require(read)
    #expect(configuration.host == "::" && configuration.port == 9000)
    #expect(configuration.url == "https://remit.example.com")
    #expect(configuration.state == "/etc/remit/state")
    #expect(configuration.store.value == "postgres://r:p@db/r")
    #expect(configuration.workers == 2 && configuration.sweepInterval == 300_000 && configuration.debounce == 10_000)
    #expect(configuration.log.level == .warning && configuration.log.format == .text)
    #expect(configuration.adminToken?.value == "glpat-secret-token")
    let repository = try #require(configuration.repositories.first)
    #expect(repository.credentials == .app(id: "7", key: Secret("pem text")))
    #expect(repository.webhook.secrets.map(\.value) == ["hook-secret", "glpat-secret-token"])
    #expect(configuration.hookURL(of: repository) == "https://hooks.example.com/x")
    #expect(repository.folder == "policy" && repository.mode == .compat)
    let settings = repository.settings
    #expect(settings.branches == ["main", "stable"])
    #expect(!settings.setsLabels && settings.labels.hold == "c" && settings.labels.ownerPrefix.isEmpty)
    #expect(settings.statusName == "remit/prod" && settings.approves)
    #expect(settings.merging.isEnabled && settings.merging.requiresPipeline && settings.merging.rebases)
    #expect(settings.merging.instruction == MergeInstruction(method: .fastForward, removesSourceBranch: true))
    let start = try #require(Timestamp(iso8601: "2026-12-20T00:00:00Z"))
    let end = try #require(Timestamp(iso8601: "2027-01-01T23:00:00Z"))
    #expect(settings.merging.freezes == [.between(start, end), .weekly(days: [6, 7], from: 0, to: 1440)])
    #expect(settings.breakGlassRole == "/roles/sre.yml")
    var deploying = BotSettings.Deploying(clusters: "/etc/remit/clusters.yml")
    (deploying.approval, deploying.role, deploying.deployer) = (.deletions, "/roles/sre.yml", "other")
    (deploying.budgetCount, deploying.budgetPercent, deploying.timeout) = (7, 0, 90_000)
    deploying.branch = "live"
    #expect(settings.deploying == deploying)
  }

  @Test func allProblemsComeInOneRun() {
    let text = """
      listen: 8080
      workers: 0
      debounce: 3
      lgo: {}
      api: {adminToken: {env: KEY}}
      store: postgres://remit:pw@db/remit
      repositories:
        - name: My Repo
          forge: gitlb
          project: infra
          token: glpat-plain
        - name: api
          forge: gitea
          project: a/b
          token: {file: a, env: B}
          merge: {methd: squash}
        - name: last
          forge: gitlab
          project: a/b
      """
    #expect(
      problems(text) == [
        #"1:9 "listen" must be a text, not an integer"#,
        #"2:10 "workers" must be a whole number from 1 to 64"#,
        #"3:11 "debounce" must be a duration from 0s to 5m (a number and s, m or h: 30s, 5m, 1h)"#,
        #"4:1 unknown key "lgo" (did you mean "log"?)"#,
        #"5:19 the admin token needs at least 16 bytes (openssl rand -hex 32)"#,
        #"6:8 "store" holds a password, which must not be in this file (write {file: PATH} or {env: NAME}, with the whole URL there)"#,
        #"8:11 "name" must be 1 to 64 of a-z, 0-9, - and _, beginning with a letter or digit (it is part of the service's addresses)"#,
        #"9:12 "forge" cannot be "gitlb" (did you mean "gitlab"?)"#,
        #"10:14 "project" must be owner/name, not "infra""#,
        #"11:12 "token" is a secret and must not be in this file (write {file: PATH} or {env: NAME})"#,
        #"12:5 missing "url" (add "url: https://HOST/api/v1")"#,
        #"12:11 "api" is an address of the service itself (choose another name)"#,
        #"15:12 a secret has "file" or "env", one of them (write {file: PATH} or {env: NAME})"#,
        #"16:13 unknown key "methd" (did you mean "method"?)"#,
        #"17:5 missing "token" (add "token: {file: PATH}")"#,
      ])
    #expect(read(text).configuration == nil)
    #expect(read(text).diagnostics.allSatisfy { $0.code == "service/config" })
  }

  /// One wrong line in an otherwise right repository, and what is said of it.
  @Test(arguments: [
    ("url: http://gitlab.example.com", #"5:10 "url" must begin with https://: http is possible on this machine only"#),
    ("url: http://127.0.0.1:1", #"5:10 "url" must begin with https://: "allowHTTP: true" is needed for http"#),
    ("url: https://user@host", #"5:10 "url" must be a URL: https://HOST/… (without user, query and #)"#),
    ("folder: ../x", #"5:13 "folder" must be a path in the repository, not "../x""#),
    ("app: {id: 1, key: {env: KEY}}", #"5:10 only GitHub has Apps (use "token")"#),
    (
      "webhook: {secrets: []}",
      #"5:14 a webhook needs "secrets": one, or two while it is being changed (add "secrets: [{file: PATH}]")"#
    ),
    ("webhook: {secrets: [{env: EMPTY}]}", #"5:25 the variable "EMPTY" is empty (put the secret there)"#),
    (
      "webhook: {secrets: [{env: NONE}]}",
      #"5:25 the environment has no variable "NONE" (set it, or use {file: PATH})"#
    ),
    (
      "breakGlass: {role: sre}",
      #"5:24 "role" must be the path of a role below the data folder: /roles/NAME.yml"#
    ),
    ("deploy: {approval: never}", #"5:13 missing "clusters" (add "clusters: …")"#),
    (
      "deploy: {clusters: a, approval: always}",
      #"5:37 somebody has to be able to approve plans: "role" is missing (add "role: /roles/NAME.yml", whose members may say /approve-plan)"#
    ),
    (
      "deploy: {clusters: a, approval: sometimes}",
      #"5:37 "approval" cannot be "sometimes" (use one of never, deletions, always)"#
    ),
    ("labels: {hold: x, restricted: x}", "5:13 two labels have the same name (each needs its own)"),
    ("labels: {hold: \"a,b\"}", "5:20 a label has at most 40 bytes and no comma"),
    (
      "merge: {freeze: [{days: [mo], from: \"1:00\", to: \"2:00\"}]}",
      #"5:29 "days" must be some of mon, tue, wed, thu, fri, sat, sun"#
    ),
    (
      "merge: {freeze: [{days: [mon], from: \"22:00\", to: \"06:00\"}]}",
      #"5:22 a freeze of a day lasts from a time to a later one, UTC (from: "18:00" and to: "24:00"; a night is two windows)"#
    ),
    (
      "records: {key: {env: TOKEN}}",
      #"5:20 no Ed25519 private key: openssl genpkey -algorithm ed25519"#
    ),
    ("approve: maybe", #"5:14 "approve" must be true or false, not a text"#),
  ])
  func wrongValuesAreNamed(_ line: String, _ problem: String) {
    let text = """
      repositories:
        - name: infra
          forge: gitlab
          project: group/infra
          \(line)
          token: {env: TOKEN}
      """
    #expect(problems(text) == [problem])
  }

  @Test func http() throws {
    let text = """
      repositories:
        - {name: a, forge: gitea, url: "http://127.0.0.1:3000/api/v1/", project: o/n, token: {env: TOKEN}, allowHTTP: true}
      """
    #expect(try #require(read(text).configuration).repositories.first?.url == "http://127.0.0.1:3000/api/v1")
  }

  @Test func projectsAreUnique() {
    let found = problems(
      """
      repositories:
        - {name: a, forge: gitlab, project: o/n, token: {env: TOKEN}}
        - {name: b, forge: gitlab, project: O/n, token: {env: TOKEN}, folder: data}
        - {name: c, forge: gitlab, url: "https://gitlab.example.com", project: o/n, token: {env: TOKEN}}
      """)
    #expect(found.count == 1 && found.first?.contains(#""a" is the same project"#) == true, "\(found)")
  }

  @Test func namesAreUnique() {
    let repository = "- {name: a, forge: gitlab, project: o/n, token: {env: TOKEN}}"
    #expect(
      problems("repositories:\n  \(repository)\n  \(repository)\n") == [
        #"3:12 there are two repositories named "a" (give each its own name)"#
      ])
  }

  @Test(arguments: ["", "# nothing\n", "repositories: []", "listen: 127.0.0.1:80", "[]", "a: [", "\u{0}"])
  func nothingIsNoConfiguration(_ text: String) {
    #expect(read(text).configuration == nil)
    #expect(read(text).diagnostics.hasErrors)
  }

  @Test func filesHoldSecrets() throws {
    let folder = try Folder()
    try folder.write("token", "from-a-file\r\n\n")
    try folder.write("open", "everybody-reads-it", mode: 0o644)
    try folder.write("empty", "\n")
    let text = { (name: String) in
      "repositories:\n  - {name: a, forge: gitlab, project: o/n, token: {file: \(name)}}\n"
    }
    #expect(
      read(text("token"), in: folder.path).configuration?.repositories.first?.credentials
        == .token(Secret("from-a-file")))
    let (open, warnings) = read(text("open"), in: folder.path)
    #expect(open != nil)
    #expect(warnings.map(\.severity) == [.warning])
    #expect(warnings.first?.message == #"every user of this machine can read "open""#)
    #expect(problems(text("empty"), in: folder.path) == [#"2:51 "empty" is empty (put the secret there)"#])
    #expect(
      problems(text("gone"), in: folder.path) == [
        #"2:51 "gone" cannot be read: No such file or directory (look at the path)"#
      ])
    #expect(problems(text("."), in: folder.path).first?.hasPrefix(#"2:51 "." is no secret"#) == true)
  }

  @Test func secretsDoNotShow() throws {
    let configuration = try #require(
      read(
        "repositories:\n  - {name: a, forge: gitlab, project: o/n, token: {env: TOKEN}, webhook: {secrets: [{env: HOOK}]}}"
      )
      .configuration)
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
      #expect(!text.contains("glpat") && !text.contains("hook-secret"))
      #expect(text.contains("(secret)"))
    }
  }
}
