public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The comments of the conversation; those on lines of the difference are others and carry no commands.
  public func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
    try await session.pages(GitHubComment.self, "\(repository)/issues/\(number)/comments?per_page=100")
      .map(\.comment).sorted { $0.id < $1.id }
  }

  /// Writes a comment.
  public func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment {
    try await session.value(
      GitHubComment.self, .post, "\(repository)/issues/\(number)/comments", json: ["body": body]
    ).comment
  }

  /// Replaces a comment's text.
  public func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError) {
    let path = "\(repository)/issues/comments/\(id)"
    try session.checked(try await session.answer(.patch, path, json: ["body": body]), .patch, path)
  }

  /// Removes a comment.
  public func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError) {
    try await delete("\(repository)/issues/comments/\(id)")
  }

  /// Puts a reaction on a comment; where it is there already, GitHub answers 200 in place of 201.
  public func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError) {
    let path = "\(repository)/issues/comments/\(comment)/reactions"
    let content =
      switch reaction {
      case .eyes: "eyes"
      case .thumbsUp: "+1"
      case .confused: "confused"
      }
    try session.checked(try await session.answer(.post, path, json: ["content": content]), .post, path)
  }

  /// Adds labels in one request, which makes those that the repository does not have, and removes each by itself.
  public func changeLabels(
    of number: Int, adding: Set<String>, removing: Set<String>
  ) async throws(ForgeError) {
    let path = "\(repository)/issues/\(number)/labels"
    if !adding.isEmpty {
      try session.checked(
        try await session.answer(.post, path, json: ["labels": adding.sorted()]), .post, path)
    }
    for label in removing.subtracting(adding).sorted() { try await delete("\(path)/\(label.percentEncoded)") }
  }

  /// Removes what is there; it is no error that it is gone.
  func delete(_ path: String) async throws(ForgeError) {
    let response = try await session.answer(.delete, path)
    if response.status != 404 { try session.checked(response, .delete, path) }
  }
}
