internal import HTTPTransport

extension ForgeSession {
  /// All items of a list, page by page, as `Link: rel="next"` says. Throws where a link leads to another server, and
  /// where there are more pages than allowed: a part of a list is never taken for the whole.
  public func pages<Item: Decodable>(
    _ type: Item.Type = Item.self, _ path: String, most: Int = 100
  ) async throws(ForgeError) -> [Item] {
    try await pages([Item].self, path, most: most) { $0 }
  }

  /// All items of a list that comes inside an object.
  public func pages<Page: Decodable, Item>(
    _ type: Page.Type, _ path: String, most: Int = 100, items: (Page) -> [Item]
  ) async throws(ForgeError) -> [Item] {
    let responses = try await renewing(.get, path) { request throws(HTTPError) in
      try await client.pages(from: request, atMost: most)
    } status: {
      $0.last?.status
    }
    var all: [Item] = []
    for response in responses { all += items(try decode(type, try checked(response, .get, path), path)) }
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
      let hasNext = response.headers.values(of: "Link").contains { $0.contains(#"rel="next""#) }
      if items.isEmpty || (!hasNext && all.count >= total) { return all }
    }
    throw ForgeError(.unreadable, "\(name): the list at \(path.prefix { $0 != "?" }) has too many pages")
  }
}
