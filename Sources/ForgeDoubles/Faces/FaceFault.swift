internal import Foundation
public import HTTPTransport

/// Something that goes wrong with certain requests.
public struct FaceFault: Sendable {
  /// What goes wrong.
  public enum Effect: Sendable {
    /// Another answer, and the request has no effect.
    case refuse(FaceAnswer)
    /// Another answer, after the request took effect.
    case loseAnswer(FaceAnswer)
    /// The answer is cut off in the middle of its body.
    case truncate
    /// The answer stops in the middle of its body, and the connection stays.
    case stall
    /// The answer comes in two pieces.
    case dawdle
    /// Something happens right before.
    case before(@Sendable (ForgeModel) throws -> Void)
    /// The answer says something else.
    case change(@Sendable (inout JSONValue) -> Void)
  }

  var method: HTTPRequest.Method?
  var suffix: String
  var skip: Int
  var times: Int
  var effect: Effect

  /// A fault of requests whose path (without the query) ends so: after some that go well, and so many times.
  public init(
    _ method: HTTPRequest.Method? = nil, _ suffix: String, after skip: Int = 0, times: Int = 1, _ effect: Effect
  ) {
    self.method = method
    self.suffix = suffix
    self.skip = skip
    self.times = times
    self.effect = effect
  }

  func isFor(_ request: HTTPRequest) -> Bool {
    (method == nil || method == request.method) && request.url.prefix { $0 != "?" }.hasSuffix(suffix)
  }
}
