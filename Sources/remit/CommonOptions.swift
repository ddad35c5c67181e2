import ArgumentParser
import Diagnostics
import Glibc
import Reporting
import Workflows

/// The options that every command has.
struct CommonOptions: ParsableArguments {
  /// Whether output is coloured.
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  @Option(name: .long, help: "The data repository's folder (default: around the working directory).")
  var repo: String = "."

  @Option(name: .long, help: "Colours: auto, always or never.")
  var color: Color = .auto

  @Flag(name: .shortAndLong, help: "Only the answer, no details.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "More details.")
  var verbose = false

  /// How text is rendered.
  var style: TextStyle {
    switch color {
    case .always: TextStyle(isColored: true)
    case .never: TextStyle(isColored: false)
    case .auto: TextStyle(isColored: Output.isTerminal && !Output.isColorUnwanted)
    }
  }

  /// The data repository; what is staged is what git says, also in its hooks.
  func workspace() throws -> Workspace {
    var workspace = try attempt { () throws(WorkflowError) in try Workspace(at: repo) }
    workspace.indexFile = getenv("GIT_INDEX_FILE").map { String(cString: $0) }.flatMap { Disk.absolute($0) }
    return workspace
  }

  /// Renders diagnostics with the lines of their files.
  func diagnosticText(_ lines: @escaping (String) -> [Substring]?) -> DiagnosticText {
    DiagnosticText(style: style, lines: lines)
  }
}

/// Runs a workflow; its failures become exit codes.
func attempt<Value>(_ body: () throws(WorkflowError) -> Value) throws -> Value {
  do throws(WorkflowError) {
    return try body()
  } catch {
    throw CommandFailure(code: error.kind == .usage ? 2 : 3, message: error.description)
  }
}
