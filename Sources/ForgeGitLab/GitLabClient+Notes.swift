public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The notes that are not GitLab's own, also those of discussions.
  public func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
    try await notes(of: number, filter: "only_comments").filter { !$0.system }.map(comment)
  }

  /// Writes a note. Throws `.rejected` where GitLab took all of it for commands and kept none (202).
  public func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment {
    let path = path(number) + "/notes"
    let answer = try await session.answer(.post, path, json: ["body": body.withoutQuickActions])
    if answer.status == 202 {
      throw ForgeError(.rejected, "GitLab took the comment on !\(number) for commands and did not keep it")
    }
    return comment(try session.decode(GitLabNote.self, try session.checked(answer, .post, path), path))
  }

  /// Replaces a note's text.
  public func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError) {
    let path = "\(path(number))/notes/\(id)"
    let answer = try await session.answer(.put, path, json: ["body": body.withoutQuickActions])
    if answer.status == 202 {
      throw ForgeError(.rejected, "GitLab took the comment on !\(number) for commands and did not keep it")
    }
    try session.checked(answer, .put, path)
  }

  /// Removes a note; 404 is a success.
  public func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError) {
    let path = "\(path(number))/notes/\(id)"
    let answer = try await session.answer(.delete, path)
    if answer.status != 404 { try session.checked(answer, .delete, path) }
  }

  /// Puts an emoji on a note. GitLab answers 404 where the note is gone, and where the emoji is there already.
  public func react(
    _ reaction: Reaction, to comment: Int64, of number: Int
  ) async throws(ForgeError) {
    let name =
      switch reaction {
      case .eyes: "eyes"
      case .thumbsUp: "thumbsup"
      case .confused: "confused"
      }
    let path = "\(path(number))/notes/\(comment)/award_emoji"
    let answer = try await session.answer(.post, path, json: ["name": name])
    if answer.status == 404, ForgeMessage(answer).text.contains("already been taken") { return }
    try session.checked(answer, .post, path)
  }

  /// All notes of a kind, oldest first, each once.
  func notes(of number: Int, filter: String) async throws(ForgeError) -> [GitLabNote] {
    let query = "activity_filter=\(filter)&order_by=created_at&sort=asc&per_page=100"
    let found = try await session.pages(GitLabNote.self, "\(path(number))/notes?\(query)")
    var seen: Set<Int64> = []
    return found.filter { seen.insert($0.id).inserted }
      .sorted { ($0.created_at.value, $0.id) < ($1.created_at.value, $1.id) }
  }

  private func comment(_ note: GitLabNote) -> ForgeComment {
    ForgeComment(
      id: note.id, author: user(note.author), body: note.body, createdAt: note.created_at.value,
      updatedAt: note.updated_at.value)
  }
}

extension String {
  /// The text with a backslash before each `/` that begins a line: GitLab would run such a line as the writer's command
  /// (`/merge`). Markdown shows `\/` as `/`.
  var withoutQuickActions: String {
    var result: [Unicode.Scalar] = []
    var isAtStart = true
    for character in unicodeScalars {
      if isAtStart, character == "/" { result.append("\\") }
      result.append(character)
      isAtStart = character.properties.isWhitespace ? isAtStart || character.isLineEnd : false
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: result)
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isLineEnd: Bool { "\n\r\u{0B}\u{0C}\u{85}\u{2028}\u{2029}".unicodeScalars.contains(self) }
}
