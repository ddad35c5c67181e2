import Foundation
import Processes

/// What PyYAML's safe loader makes of texts, as JSON: one Python process for a whole batch.
enum PyYAMLOracle {
  /// What the loader gave for a text.
  enum Verdict: Equatable {
    /// The value as compact JSON, keys in the order of Python's dictionary.
    case json(String)
    /// The loader or the JSON writer raised an exception, of this type.
    case refused(String)
  }

  /// Nil when Python or PyYAML is missing.
  static func load(_ texts: [[UInt8]]) throws -> [Verdict]? {
    let input = try JSONEncoder().encode(texts.map { Data($0).base64EncodedString() })
    guard let output = try python(program, input: input), !output.isEmpty else {
      print("skipped: python3 with PyYAML is not installed")
      return nil
    }
    return try JSONDecoder().decode([[String]].self, from: output).map {
      $0[0] == "json" ? .json($0[1]) : .refused($0[1])
    }
  }

  private static func python(_ program: String, input: Data) throws -> Data? {
    let outcome = try Program(
      ["python3", "-c", program], environment: ProcessInfo.processInfo.environment, input: [UInt8](input)
    ).run()
    return outcome.isSuccess ? Data(outcome.output) : nil
  }

  /// Dates become the text as written, as the reader leaves them; everything else is the loader's own.
  private static let program = """
    import base64, json, sys, yaml
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        pass
    def date(loader, node):
        value = loader.construct_scalar(node)
        return value if Loader.timestamp_regexp.match(value) else None[0]
    Loader.add_constructor("tag:yaml.org,2002:timestamp", date)
    def verdict(text):
        try:
            value = yaml.load(base64.b64decode(text), Loader)
            value = json.loads(json.dumps(value))
            return ["json", json.dumps(value, separators=(",", ":"), ensure_ascii=False)]
        except Exception as error:
            return ["refused", type(error).__name__]
    sys.setrecursionlimit(3000)
    json.dump([verdict(text) for text in json.load(sys.stdin)], sys.stdout)
    """
}
