internal import Diagnostics

/// A template and a datafile that it is rendered for.
struct Job: Sendable {
  /// The number of the template.
  var template: Int
  /// The position of the datafile.
  var datafile: Int
}

/// What one job gave.
struct JobResult: Sendable {
  var objects: [RenderedObject] = []
  var diagnostics: [Diagnostic] = []
  var gaps: [RenderingGap] = []
  /// How many steps it took.
  var steps = 0
  /// How many bytes its objects have as JSON.
  var bytes = 0
  /// What it was made of.
  var dependencies = Dependencies()
  /// Whether it is the same as long as what it was made of is.
  var isSettled: Bool { diagnostics.isEmpty && gaps.isEmpty && !isSkipped && !dependencies.isOpen }
  /// Whether it was given up because all jobs together had taken too many steps.
  var isSkipped = false
}
