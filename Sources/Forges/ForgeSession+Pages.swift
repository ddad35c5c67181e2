internal import HTTPTransport

extension ForgeSession {
  /// All items of a list, page by page, as `Link: rel="next"` says. Throws where a link leads out of the forge's
  /// interface, and where there are more pages than allowed: a part of a list is never taken for the whole.
  public func pages<Item: Decodable>(
    _ type: Item.Type = Item.self, _ path: String, most: Int = 100
  ) async throws(ForgeError) -> [Item] {
    try await pages([Item].self, path, most: most) { $0 }
  }

  /// All items of a list that comes inside an object.
  public func pages<Page: Decodable, Item>(
    _ type: Page.Type, _ path: String, most: Int = 100, items: (Page) -> [Item]
  ) async throws(ForgeError) -> [Item] {
    var all: [Item] = []
    var next = Optional(path)
    for _ in 0..<most {
      guard let path = next else { return all }
      let response = try checked(try await answer(.get, path), .get, path)
      all += items(try decode(type, response, path))
      next = try nextPath(response)
    }
    guard next == nil else { throw tooLong(path) }
    return all
  }

  /// All items of a list whose pages are asked for by number, for forges whose links may name another host than the one
  /// they are asked at (Gitea). The path has a query already. A page may be shorter than asked for, so that only the
  /// missing link, the total or an empty page is the end.
  public func numberedPages<Item: Decodable>(
    _ type: Item.Type = Item.self, _ path: String, most: Int = 200
  ) async throws(ForgeError) -> [Item] {
    var all: [Item] = []
    for page in 1...most {
      let path = "\(path)&page=\(page)"
      let response = try checked(try await answer(.get, path), .get, path)
      let items = try decode([Item].self, response, path)
      all += items
      let total = response.headers["X-Total-Count"].flatMap { Int($0) } ?? 0
      if items.isEmpty || (nextLink(response) == nil && all.count >= total) { return all }
    }
    throw tooLong(path)
  }

  private func nextPath(_ response: HTTPResponse) throws(ForgeError) -> String? {
    guard let link = nextLink(response) else { return nil }
    guard link.hasPrefix(base + "/") else {
      throw ForgeError(.unreadable, "\(name): the next page of a list is said to be outside of \(base)")
    }
    return String(link.dropFirst(base.count))
  }

  private func tooLong(_ path: String) -> ForgeError {
    ForgeError(.unreadable, "\(name): the list at \(path.prefix { $0 != "?" }) has too many pages")
  }
}

/// The target of `rel="next"` (RFC 8288).
private func nextLink(_ response: HTTPResponse) -> String? {
  for field in response.headers.fields where field.name.lowercased() == "link" {
    for link in field.value.split(separator: ",") {
      let parts = link.split(separator: ";").map { $0.drop { $0 == " " } }
      guard let target = parts.first, target.hasPrefix("<"), let end = target.firstIndex(of: ">"),
        parts.dropFirst().contains(where: { $0.hasPrefix(#"rel="next""#) || $0.hasPrefix("rel=next") })
      else { continue }
      return String(target[target.index(after: target.startIndex)..<end])
    }
  }
  return nil
}
