import Foundation
import Rendering
import Reporting
import Testing

/// All objects of the examples, as they are to be. `REMIT_UPDATE_GOLDEN=1` writes the files anew; look at the difference.
@Suite struct GoldenTests {
  @Test(arguments: Example.allCases)
  func objectsOfTheExamples(_ example: Example) throws {
    let text = ObjectsText.yaml(try example.rendered().objects)
    let file = Example.package.appendingPathComponent("Tests/RenderingTests/Golden/\(example.rawValue).yml")
    if ProcessInfo.processInfo.environment["REMIT_UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let wanted = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let (lines, expected) = (text.split(separator: "\n"), wanted.split(separator: "\n"))
    if let first = zip(lines, expected).first(where: { $0 != $1 }) {
      Issue.record("\(example) differs:\n\(first.0)\ninstead of\n\(first.1)")
    }
    #expect(lines.count == expected.count)
  }

  /// What a template asks of a datafile is what the datafile has: no file of an example is rendered in vain.
  @Test(arguments: Example.allCases)
  func nothingIsMissing(_ example: Example) throws {
    let rendering = try example.rendered()
    #expect(rendering.gaps.isEmpty)
    #expect(Set(rendering.objects.map { $0.template }).count == (example == .kubenova ? 4 : 2))
    #expect(rendering.objects.allSatisfy { $0.inputs == $0.inputs.sorted() && $0.inputs.contains($0.place.file) })
  }
}
