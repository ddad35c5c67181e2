internal import BotService
internal import Foundation
internal import HTTPTransport
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceStore

/// What Hummingbird keeps of a request, and the connection that it came over.
struct ConnectionContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

/// Puts routes into a Hummingbird router. All that is Hummingbird's in a request or an answer ends here.
struct Adapter: Sendable {
  let context: ServiceContext
  let budget: BodyBudget
  let patience: Int
  let problems: Problems

  func router(_ routes: [Route]) -> Router<ConnectionContext> {
    let router = Router(context: ConnectionContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: NotFoundMiddleware(problems: problems))
    for route in routes {
      let method: HTTPTypes.HTTPRequest.Method = route.method == .get ? .get : .post
      router.on(RouterPath(route.path), method: method) { request, context in
        await answer(route, request, context).response
      }
    }
    return router
  }

  private func answer(_ route: Route, _ request: Request, _ connection: ConnectionContext) async -> Answer {
    let reader = BodyReader(request: request, channel: connection.channel, budget: budget, patience: patience)
    var ask = Ask(query: Adapter.query(request.uri.query ?? ""))
    ask.body = { limit throws(BodyError) in try await reader.read(limit) }
    for (name, value) in connection.parameters {
      guard let decoded = String(value).removingPercentEncoding else { return problems.notFound(for: route.reader) }
      ask.parameters[String(name)] = decoded
    }
    for field in request.headers { ask.headers.append(field.name.rawName, field.value) }
    do { return try await route.answer(ask) } catch {
      context.log.error("the store does not answer: \(error)")
      return problems.problem(503, "the store does not answer", for: route.reader)
    }
  }

  /// The fields of a query string, as forms of browsers write it.
  static func query(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&").prefix(20) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.replacing("+", with: " ").removingPercentEncoding
      }
      guard let name = parts.first ?? nil, fields[name] == nil else { continue }
      guard let value = parts.count == 2 ? parts[1] : "" else { continue }
      fields[name] = value
    }
    return fields
  }
}

/// Answers what no route answers.
private struct NotFoundMiddleware: RouterMiddleware {
  let problems: Problems

  func handle(
    _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
  ) async throws -> Response {
    do { return try await next(request, context) } catch let error as Hummingbird.HTTPError
      where error.status == .notFound
    {
      let path = request.uri.path
      let reader: Route.Reader =
        path.hasPrefix("/api/") ? .program : path.hasPrefix("/hooks/") ? .hook : .person
      return problems.notFound(for: reader).response
    }
  }
}

extension Answer {
  /// What all answers tell browsers: no script, nothing from elsewhere, no frame, no guessing of types.
  private static let security: [(String, String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]

  /// The answer as Hummingbird sends it.
  var response: Response {
    var fields = HTTPFields()
    for (name, value) in headers.fields.map({ ($0.name, $0.value) }) + Answer.security {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return Response(
      status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
