internal import Diagnostics

/// Something that is wrong with one rendered object.
struct Complaint: Hashable, Sendable {
  /// Who has to change something, most likely.
  enum Culprit: Hashable, Sendable {
    /// Whoever wrote the template.
    case template
    /// Whoever wrote the datafile.
    case datafile
  }

  var code: DiagnosticCode
  var message: String
  var help: String?
  var culprit: Culprit

  init(_ code: DiagnosticCode, _ message: String, help: String? = nil, by culprit: Culprit = .template) {
    self.code = code
    self.message = message
    self.help = help
    self.culprit = culprit
  }
}
