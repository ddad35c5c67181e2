/// How a floating-point number is written in YAML.
package enum YAMLFloat {
  /// A document's text of a float as YAML 1.1 reads it: `1e+16` would be a text there.
  package static func text(_ text: String) -> String {
    switch text {
    case "inf": ".inf"
    case "-inf": "-.inf"
    case "nan": ".nan"
    case _ where text.contains("."): text
    default: text.split(separator: "e").joined(separator: ".0e")
    }
  }
}
