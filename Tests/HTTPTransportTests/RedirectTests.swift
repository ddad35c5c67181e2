import HTTPTransport
import Testing
import TestSupport

@Suite struct RedirectTests {
  private let headers: HTTPHeaders = ["Authorization": "Bearer geheim", "PRIVATE-TOKEN": "geheim", "Accept": "a/b"]

  @Test(arguments: [301, 302, 307, 308])
  func sameServerKeepsCredentials(_ status: Int) async throws {
    let server = try LocalHTTPServer {
      [
        $0.url == "/old"
          ? LocalHTTPServer.response(status, headers: ["Location": "/new?a=1"]) : LocalHTTPServer.response(200)
      ]
    }
    defer { server.stop() }
    let response = try await CurlClient().send(HTTPRequest(.get, server.url + "/old", headers: headers))
    #expect(response.status == 200)
    #expect(server.requests.map(\.url) == ["/old", "/new?a=1"])
    #expect(server.requests.map { $0.headers["PRIVATE-TOKEN"] } == ["geheim", "geheim"])
  }

  @Test func anotherServerGetsNoCredentials() async throws {
    let other = try LocalHTTPServer(200)
    let server = try LocalHTTPServer(302, headers: ["Location": other.url + "/x"])
    defer {
      other.stop()
      server.stop()
    }
    #expect(try await CurlClient().send(HTTPRequest(.get, server.url, headers: headers)).status == 200)
    let request = try #require(other.requests.first)
    #expect(request.headers["Accept"] == "a/b")
    #expect(request.headers["Authorization"] == nil)
    #expect(request.headers["PRIVATE-TOKEN"] == nil)
  }

  @Test func writesAreNotRedirected() async throws {
    let server = try LocalHTTPServer(307, headers: ["Location": "/x"])
    defer { server.stop() }
    #expect(try await CurlClient().send(HTTPRequest(.post, server.url, body: [0x61])).status == 307)
    #expect(server.requests.count == 1)
  }

  @Test func onlyAFewAreFollowed() async throws {
    let server = try LocalHTTPServer(302, headers: ["Location": "/again"])
    defer { server.stop() }
    #expect(try await CurlClient().send(HTTPRequest(.get, server.url)).status == 302)
    #expect(server.requests.count == 4)
  }

  @Test func otherSchemesAreNotFollowed() async throws {
    for location in ["file:///etc/passwd", "relative", "javascript:1"] {
      let server = try LocalHTTPServer(302, headers: ["Location": location])
      defer { server.stop() }
      #expect(try await CurlClient().send(HTTPRequest(.get, server.url)).status == 302)
    }
  }

  @Test func addressesAreReadStrictly() throws {
    let address = try #require(WebAddress("HTTPS://Example.com:8443/a%2Fb/..?x=/#".dropLast().description))
    #expect(address.scheme == "https")
    #expect(address.host == "example.com")
    #expect(address.port == 8443)
    #expect(address.path == "/a%2Fb/..")
    #expect(address.resolving("/z")?.text == "HTTPS://Example.com:8443/z")
    #expect(address.resolving("//other/z")?.host == "other")
    #expect(WebAddress("http://[::1]:80/")?.isLoopback == true)
    #expect(WebAddress("http://127.255.0.1")?.isLoopback == true)
    #expect(WebAddress("http://128.0.0.1")?.isLoopback == false)
    #expect(WebAddress("https://a")?.hasOrigin(of: try #require(WebAddress("https://A:443/x"))) == true)
    #expect(WebAddress("https://a")?.hasOrigin(of: try #require(WebAddress("http://a/"))) == false)
  }
}
