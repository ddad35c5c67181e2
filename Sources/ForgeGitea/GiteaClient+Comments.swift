public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// The comments of the conversation, which the forge gives in one answer.
  public func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
    try await session.value([GiteaComment].self, .get, "\(repository)/issues/\(number)/comments")
      .map(\.comment).sorted { $0.id < $1.id }
  }

  /// Writes a comment.
  public func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment {
    try await session.value(
      GiteaComment.self, .post, "\(repository)/issues/\(number)/comments", json: ["body": body]
    ).comment
  }

  /// Replaces a comment's text.
  public func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError) {
    try await send(.patch, "\(repository)/issues/comments/\(id)", json: ["body": body])
  }

  /// Removes a comment.
  public func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError) {
    try await delete("\(repository)/issues/comments/\(id)")
  }

  /// Puts a reaction on a comment; where it is there already, the forge answers 200 in place of 201.
  public func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError) {
    let content =
      switch reaction {
      case .eyes: "eyes"
      case .thumbsUp: "+1"
      case .confused: "confused"
      }
    try await send(.post, "\(repository)/issues/comments/\(comment)/reactions", json: ["content": content])
  }

  /// Adds labels by their numbers, and makes those that the repository does not have; removes each by itself.
  public func changeLabels(
    of number: Int, adding: Set<String>, removing: Set<String>
  ) async throws(ForgeError) {
    let path = "\(repository)/issues/\(number)/labels"
    let present = try await pull(number).labels ?? []
    let missing = adding.subtracting(present.map(\.name)).sorted()
    if !missing.isEmpty {
      let known = try await session.numberedPages(GiteaLabel.self, "\(repository)/labels?limit=50")
      var ids: [Int64] = []
      for name in missing {
        if let label = known.first(where: { $0.name == name }) {
          ids.append(label.id)
        } else {
          ids.append(try await makeLabel(name))
        }
      }
      try await send(.post, path, json: ["labels": ids])
    }
    for label in present where removing.contains(label.name) && !adding.contains(label.name) {
      try await delete("\(path)/\(label.id)")
    }
  }

  private func makeLabel(_ name: String) async throws(ForgeError) -> Int64 {
    try await session.value(
      GiteaLabel.self, .post, "\(repository)/labels", json: ["name": name, "color": "#ededed"]
    ).id
  }
}
