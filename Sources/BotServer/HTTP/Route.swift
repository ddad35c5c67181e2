internal import ServiceStore

/// One thing that the server answers.
struct Route: Sendable {
  /// What is to be done.
  enum Method: String, Sendable { case get = "GET", post = "POST" }

  /// Who reads the answers: errors have the same form.
  enum Reader: Sendable { case person, program, hook }

  var method = Method.get
  /// The path; names in braces stand for one segment.
  var path: String
  var reader: Reader
  /// The answer; throws only where the store does not answer.
  var answer: @Sendable (Ask) async throws(StoreError) -> Answer
}
