import Foundation
import HTTPTransport
import Testing
import TestSupport

private func error(_ client: CurlClient, _ request: HTTPRequest) async -> HTTPError? {
  do throws(HTTPError) {
    _ = try await client.send(request)
    return nil
  } catch { return error }
}

private func client(_ change: (inout CurlOptions) -> Void = { _ in }) -> CurlClient {
  var options = CurlOptions()
  change(&options)
  return CurlClient(options)
}

@Suite struct CurlClientTests {
  @Test(arguments: [HTTPRequest.Method.post, .put, .patch, .delete])
  func sendsAsGiven(_ method: HTTPRequest.Method) async throws {
    let server = try LocalHTTPServer(201, headers: ["X-A": "1", "x-a": "2"], body: "böse")
    defer { server.stop() }
    let headers: HTTPHeaders = ["PRIVATE-TOKEN": "geheim", "Content-Type": "application/json", "Empty": ""]
    let path = "/api/v4/projects/a%2Fb/../x?q=%20&a[]=1"
    let response = try await client().send(
      HTTPRequest(method, server.url + path, headers: headers, body: Array("{\"a\":\"\u{0}\"}".utf8)))
    #expect(response.status == 201)
    #expect(response.headers.values(of: "X-A") == ["1", "2"])
    #expect(response.body == Array("böse".utf8))
    let request = try #require(server.requests.first)
    #expect(request.method == method)
    #expect(request.url == path)
    #expect(request.body == Array("{\"a\":\"\u{0}\"}".utf8))
    #expect(request.headers["private-token"] == "geheim")
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(request.headers["Empty"] == "")
    #expect(request.headers["User-Agent"] == "remit")
    #expect(request.headers["Expect"] == nil)
  }

  @Test func sendsNoBodyUnlessGiven() async throws {
    let server = try LocalHTTPServer(200)
    defer { server.stop() }
    let client = client()
    for method in [HTTPRequest.Method.get, .post, .delete, .put] {
      _ = try await client.send(HTTPRequest(method, server.url))
    }
    #expect(server.requests.map(\.method) == [.get, .post, .delete, .put])
    #expect(server.requests.allSatisfy { $0.body == nil && $0.headers["Content-Type"] == nil })
    #expect(server.requests.map { $0.headers["Content-Length"] } == [nil, "0", nil, "0"])
  }

  @Test func goesThroughAProxyThatIsNamed() async throws {
    let server = try LocalHTTPServer(200, body: "by proxy")
    defer { server.stop() }
    let client = client { options in
      options.proxy = server.url
      options.allowsPlainHTTP = true
    }
    #expect(try await client.send(HTTPRequest(.get, "http://k8s.test/x")).body == Array("by proxy".utf8))
    #expect(server.requests.map(\.url) == ["http://k8s.test/x"])
  }

  @Test func aNameForTLSThatIsNoneIsNotUsed() async throws {
    for name in ["", "a b", "a/b", "a:1", "user@a"] {
      let error = await error(client { $0.serverName = name }, HTTPRequest(.get, "https://127.0.0.1:1/"))
      #expect(error?.kind == .invalidRequest)
    }
  }

  @Test func anyStatusIsAnAnswer() async throws {
    for status in [304, 401, 404, 429, 500, 302] {
      let server = try LocalHTTPServer(status)
      defer { server.stop() }
      #expect(try await client().send(HTTPRequest(.get, server.url)).status == status)
    }
  }

  @Test func interimAnswersAndTrailersAreNotTaken() async throws {
    let answer = """
      HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=next\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\
      Trailer: ETag\r\n\r\n2\r\nok\r\n0\r\nETag: "late"\r\n\r\n
      """
    let server = try LocalHTTPServer { _ in [.send(Array(answer.utf8))] }
    defer { server.stop() }
    let response = try await client().send(HTTPRequest(.get, server.url))
    #expect(response.body == Array("ok".utf8))
    #expect(response.headers["Link"] == nil)
    #expect(response.headers["ETag"] == nil)
  }

  @Test func refusesWhatCannotBeSent() async throws {
    let server = try LocalHTTPServer(200)
    defer { server.stop() }
    for url in [
      "", "x", "ftp://127.0.0.1/", "file:///etc/passwd", server.url + "/a b", server.url + "/\r\nX: y",
      server.url + "/#f", "http://user:pw@127.0.0.1/", "http:///x", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
      "http://a\\@127.0.0.1/", "http://example.com/", "http://127.0.0.1.example.com/", "http://127.1/x",
    ] {
      let error = await error(client(), HTTPRequest(.get, url))
      #expect(error?.kind == .invalidRequest, "\(url)")
      #expect(error?.mayHaveArrived == false, "\(url)")
    }
    for (name, value) in [
      ("A", "b\r\nC: d"), ("A", "b\nC"), ("A", "\u{0}"), ("A\r\nB", "c"), ("A: b", "c"), ("", "c"), ("A ", "c"),
    ] {
      let error = await error(client(), HTTPRequest(.get, server.url, headers: [name: value]))
      #expect(error?.kind == .invalidRequest, "\(name): \(value)")
      #expect(error?.description.contains("d") == true)
    }
    #expect(server.requests.isEmpty)
  }

  @Test func boundsWhatComesIn() async throws {
    let huge = try LocalHTTPServer(200, body: String(repeating: "x", count: 100_001))
    let headers = try LocalHTTPServer(200, headers: ["A": String(repeating: "x", count: 9_000)])
    defer {
      huge.stop()
      headers.stop()
    }
    let client = client {
      $0.maximumBodyBytes = 100_000
      $0.maximumHeaderBytes = 8_000
    }
    for server in [huge, headers] {
      let error = await error(client, HTTPRequest(.post, server.url + "/p?token=geheim"))
      #expect(error?.kind == .tooLarge)
      #expect(error?.mayHaveArrived == true)
      #expect(error?.description == "POST \(server.url.dropFirst(7))/p: the answer is larger than allowed")
    }
  }

  @Test func exactlyTheLimitIsTaken() async throws {
    let server = try LocalHTTPServer(200, body: String(repeating: "x", count: 100_000))
    defer { server.stop() }
    let response = try await client { $0.maximumBodyBytes = 100_000 }.send(HTTPRequest(.get, server.url))
    #expect(response.body.count == 100_000)
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf", "",
    "HTTP/1.1 200 OK\r\nContent-Le",
  ])
  func truncatedAnswersAreNone(_ answer: String) async throws {
    let server = try LocalHTTPServer { _ in [.send(Array(answer.utf8))] }
    defer { server.stop() }
    let error = await error(client(), HTTPRequest(.put, server.url + "/p"))
    #expect(error?.kind == .interrupted)
    #expect(error?.mayHaveArrived == true)
  }

  @Test func nothingInTime() async throws {
    let server = try LocalHTTPServer { _ in [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".utf8)), .hang]
    }
    defer { server.stop() }
    let error = await error(client { $0.totalTimeout = 200 }, HTTPRequest(.get, server.url))
    #expect(error?.kind == .timeout)
    #expect(error?.mayHaveArrived == true)
  }

  /// libcurl by itself repeats a request when a kept connection ends without an answer.
  @Test func aWriteIsSentOnce() async throws {
    let kept = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    let server = try LocalHTTPServer { $0.method == .get ? [.send(Array(kept.utf8)), .keep] : [] }
    defer { server.stop() }
    let client = client { $0.concurrentTransfers = 1 }
    _ = try await client.send(HTTPRequest(.get, server.url))
    #expect(await error(client, HTTPRequest(.post, server.url, body: [0x61]))?.kind == .interrupted)
    #expect(server.requests.map(\.method) == [.get, .post])
  }

  @Test func nobodyThere() async throws {
    let server = try LocalHTTPServer(200)
    server.stop()
    var caught: HTTPError?
    // The port is free once the server has noticed.
    for _ in 0..<200 where caught?.kind != .unreachable {
      caught = await error(client(), HTTPRequest(.post, server.url))
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(caught?.kind == .unreachable)
    #expect(caught?.mayHaveArrived == false)
  }

  @Test func cancellationEndsATransfer() async throws {
    let server = try LocalHTTPServer { _ in [.hang] }
    defer { server.stop() }
    let client = client {
      $0.concurrentTransfers = 1
      ($0.totalTimeout, $0.stallTimeout) = (600_000, 600)
    }
    let running = Task { await error(client, HTTPRequest(.get, server.url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let waiting = Task { await error(client, HTTPRequest(.get, server.url)) }
    waiting.cancel()
    #expect(await waiting.value?.kind == .cancelled)
    running.cancel()
    #expect(await running.value?.kind == .cancelled)
    #expect(server.requests.count == 1)
  }

  @Test func manyAtATimeInFewTransfers() async throws {
    let server = try LocalHTTPServer(200)
    defer { server.stop() }
    let client = client { $0.concurrentTransfers = 2 }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { try await client.send(HTTPRequest(.get, server.url)).status } }
      for try await status in group { #expect(status == 200) }
    }
    #expect(server.requests.count == 20)
  }
}
