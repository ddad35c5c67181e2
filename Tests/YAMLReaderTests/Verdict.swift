import Diagnostics
import DocumentModel
import JSONCoding
import YAMLReader

/// What the reader gives for a text, in the words of the oracle.
enum Verdict {
  /// A repeated key is no refusal: the document is the one PyYAML gives.
  static func ours(_ text: [UInt8]) -> PyYAMLOracle.Verdict {
    let result = YAMLReader().read(text, file: "f")
    if let error = result.diagnostics.first(where: { $0.severity == .error && $0.code != "yaml/duplicate-key" }) {
      return .refused(error.code.rawValue)
    }
    return .json(result.document?.json(style: .init(bareNonFinite: true)) ?? "null")
  }
}
