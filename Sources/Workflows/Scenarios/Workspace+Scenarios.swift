public import DataBundle
public import Diagnostics

extension Workspace {
  /// The scenarios of the data repository (`scenarios/*.yml` beside its `.remit.yml`), by path; with `names` only those,
  /// whatever is wrong in others.
  public func scenarios(_ names: [String] = []) throws(WorkflowError) -> (
    scenarios: [Scenario], diagnostics: [Diagnostic]
  ) {
    let source = try source(.workingTree)
    var scenarios: [Scenario] = []
    var diagnostics: [Diagnostic] = []
    var unknown = names
    do throws(SourceError) {
      let reader = try source.makeReader()
      let home = folder.isEmpty ? "scenarios" : "\(folder)/scenarios"
      for file in try source.files(under: home).sorted(by: { $0.path < $1.path })
      where DocumentReader.accepts(file.path) {
        let wanted = names.filter { Scenario.name(ofFile: file.path) == $0 || file.path.hasSuffix($0) }
        if !names.isEmpty, wanted.isEmpty { continue }
        unknown.removeAll(where: wanted.contains)
        let (document, problems) = DocumentReader().read(try reader.bytes(of: file), file: file.path)
        diagnostics += problems
        guard let document else { continue }
        var scenario = ScenarioReader(document, file: file.path)
        if let read = scenario.read() { scenarios.append(read) }
        diagnostics += scenario.diagnostics
      }
    } catch {
      throw .failure(error.description)
    }
    if let name = unknown.first { throw .usage("there is no scenario \"\(name)\"") }
    return (scenarios, diagnostics)
  }

  /// The lines of scenario files; they are no datafiles and hold no secrets.
  public func scenarioLines() throws(WorkflowError) -> SourceLines {
    SourceLines(try source(.workingTree), Masking([]))
  }

  /// A runner on the working tree, its files read once.
  public func scenarioRunner(today: String, forge: Forge? = nil) throws(WorkflowError) -> ScenarioRunner {
    try ScenarioRunner(source: try source(.workingTree, namesContent: true), folder: folder, today: today, forge: forge)
  }
}
