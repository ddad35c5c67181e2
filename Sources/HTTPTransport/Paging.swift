extension HTTPClient {
  /// All pages of a list, by the `Link` field with `rel="next"` (RFC 8288); an answer that is no success is the last.
  ///
  /// Throws `.tooLarge` where there are more pages or bytes than allowed, `.invalidRequest` where the next page is said to
  /// be on another server, and what sending throws.
  public func pages(
    from request: HTTPRequest, atMost limit: Int = 100, bytes maximumBytes: Int = 64 << 20
  ) async throws(HTTPError) -> [HTTPResponse] {
    var pages: [HTTPResponse] = []
    var request = request
    var bytes = 0
    while true {
      let response = try await send(request)
      pages.append(response)
      bytes += response.body.count
      guard response.isSuccess, let next = LinkField.next(in: response.headers) else { return pages }
      guard pages.count < limit, bytes <= maximumBytes else {
        throw HTTPError(
          .tooLarge, mayHaveArrived: true, "GET \(request.shownURL): the list has more pages than allowed")
      }
      guard let address = WebAddress(request.url), let target = address.resolving(next),
        target.hasOrigin(of: address)
      else {
        throw HTTPError(
          .invalidRequest, mayHaveArrived: true, "GET \(request.shownURL): the next page is not on the same server")
      }
      request.url = target.text
    }
  }
}

/// The `Link` header field (RFC 8288, section 3).
enum LinkField {
  /// The target of the first link to the next page.
  static func next(in headers: HTTPHeaders) -> String? {
    for value in headers.values(of: "Link") {
      if let next = links(value).first(where: { $0.relations.contains("next") }) { return next.target }
    }
    return nil
  }

  /// The links of a field, up to the first that is not well-formed.
  static func links(_ value: String) -> [(target: String, relations: [String])] {
    var result: [(target: String, relations: [String])] = []
    var rest = value[...]
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
      guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return result }
      let target = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
      var relations: [String]?
      while true {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == ";" else { break }
        rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        let (name, content) = parameter(&rest)
        // Only the first `rel` counts.
        if name == "rel", relations == nil { relations = content.lowercased().split(separator: " ").map(String.init) }
      }
      result.append((target, relations ?? []))
    }
  }

  /// Takes one parameter: `name=token`, `name="quoted"`, or a name alone.
  private static func parameter(_ rest: inout Substring) -> (name: String, content: String) {
    let name = rest.prefix { !"=;, ".contains($0) }
    rest = rest[name.endIndex...].drop { $0 == " " }
    guard rest.first == "=" else { return (name.lowercased(), "") }
    rest = rest.dropFirst().drop { $0 == " " }
    var content = ""
    guard rest.first == "\"" else {
      content = String(rest.prefix { !";, ".contains($0) })
      rest = rest.dropFirst(content.count)
      return (name.lowercased(), content)
    }
    rest = rest.dropFirst()
    while let character = rest.popFirst(), character != "\"" {
      content.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    return (name.lowercased(), content)
  }
}
