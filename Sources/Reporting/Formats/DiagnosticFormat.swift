public import Diagnostics

/// The formats that other tools read; a new one is a file beside this and a line here.
public enum DiagnosticFormat {
  private static let formats: [String: @Sendable ([Diagnostic]) -> String] = [
    "json": DiagnosticJSON.text, "sarif": SARIFFormat.text, "junit": JUnitFormat.text, "github": GitHubFormat.text,
    "gitlab": GitLabFormat.text,
  ]

  /// The diagnostics in a format; nothing for a name that is none.
  public static func render(_ diagnostics: [Diagnostic], as format: String) -> String {
    formats[format]?(diagnostics) ?? ""
  }
}
