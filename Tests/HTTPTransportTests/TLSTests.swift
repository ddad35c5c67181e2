import Foundation
import HTTPTransport
import Processes
import Testing

/// TLS with a server of Python's and a certificate of openssl's, for `127.0.0.1` only; skipped where one is missing.
@Suite struct TLSTests {
  private static let server = """
    import http.server, ssl, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.send_header("X-Host", self.headers["Host"])
            self.end_headers()
            self.wfile.write(b"ok")
        def log_message(self, *arguments): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
    """

  @Test func onlyATrustedCertificateOfTheHostIsTaken() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (certificate, key) = (folder.path + "/cert.pem", folder.path + "/key.pem")
    let environment = ProcessInfo.processInfo.environment
    let request = [
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
      "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
    ]
    let output = folder.path + "/port"
    guard (try? Program(request, environment: environment).run())?.isSuccess == true,
      let server = try? Program(["python3", "-c", Self.server, certificate, key], environment: environment)
        .start(output: .file(output))
    else { return print("skipped: TLS needs openssl and python3") }
    var line = ""
    while server.isRunning, !line.contains("\n") {
      try await Task.sleep(for: .milliseconds(10))
      line = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    }
    let port = try #require(Int(line.prefix { $0.isNumber }))

    var options = CurlOptions()
    options.certificateFile = certificate
    let trusting = CurlClient(options)
    let response = try await trusting.send(HTTPRequest(.get, "https://127.0.0.1:\(port)/"))
    #expect(response.body == Array("ok".utf8))

    // From memory; by another name on the way to the same host; and without a look.
    var named = CurlOptions()
    named.certificateAuthority = Array(try Data(contentsOf: URL(fileURLWithPath: certificate)))
    #expect(try await CurlClient(named).send(HTTPRequest(.get, "https://127.0.0.1:\(port)/")).status == 200)
    named.serverName = "127.0.0.1"
    let byName = try await CurlClient(named).send(HTTPRequest(.get, "https://localhost:\(port)/x?y=z"))
    #expect(byName.body == Array("ok".utf8))
    #expect(byName.headers["X-Host"] == "localhost:\(port)")
    var careless = CurlOptions()
    careless.verifiesServer = false
    #expect(try await CurlClient(careless).send(HTTPRequest(.get, "https://localhost:\(port)/")).status == 200)
    named.serverName = "other.test"
    for options in [named, CurlOptions()] {
      let client = CurlClient(options)
      await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(.get, "https://127.0.0.1:\(port)/")) }
    }

    // A name that the certificate does not have, and a client that does not trust it.
    for (client, host) in [(trusting, "localhost"), (CurlClient(), "127.0.0.1")] {
      do throws(HTTPError) {
        _ = try await client.send(HTTPRequest(.post, "https://\(host):\(port)/", headers: ["PRIVATE-TOKEN": "geheim"]))
        Issue.record("\(host) is trusted")
      } catch {
        #expect(error.kind == .unreachable)
        #expect(!error.mayHaveArrived)
        #expect(!error.description.contains("geheim"))
      }
    }
  }
}
