internal import JSONCoding

/// An item of the catalogue.
public struct CatalogueEntry: Sendable {
  /// A datafile by which it is installed.
  public struct Installation: Hashable, Sendable {
    /// Its path.
    public var path: String
    /// The release that it installs.
    public var version: String

    /// An installation from its parts.
    public init(path: String, version: String) { (self.path, self.version) = (path, version) }
  }

  /// The item's path.
  public var path: String
  /// What people call it.
  public var name: String
  /// The versions of its releases, the newest last.
  public var releases: [String]
  /// Where it is installed, by path.
  public var installations: [Installation]

  /// An entry from its parts.
  public init(path: String, name: String, releases: [String], installations: [Installation]) {
    (self.path, self.name, self.releases, self.installations) = (path, name, releases, installations)
  }
}

/// The catalogue, for people and for programs.
public struct CatalogueReport {
  private let style: TextStyle

  /// A renderer of text.
  public init(style: TextStyle) { self.style = style }

  /// Item by item, with its releases and where it is installed.
  public func text(_ entries: [CatalogueEntry]) -> String {
    if entries.isEmpty { return "the catalogue is empty\n" }
    var text = ""
    for entry in entries {
      let releases = entry.releases.reversed().map { style.safe($0) }.joined(separator: ", ")
      text += "\(style.strong(style.safe(entry.name)))  \(style.dim(style.safe(entry.path)))  \(releases)\n"
      for installation in entry.installations {
        let isBehind = installation.version != entry.releases.last
        text += "  \(style.safe(installation.path)): \(style.safe(installation.version))"
        text += isBehind ? style.warn(", behind \(style.safe(entry.releases.last ?? "nothing"))") + "\n" : "\n"
      }
    }
    return text
  }

  /// The names, a line each.
  public func names(_ entries: [CatalogueEntry]) -> String { entries.map { style.safe($0.name) + "\n" }.joined() }

  /// `{"apiVersion", "kind": "Catalogue", "items": [{"name", "path", "releases", "installations"}]}`, indented.
  public static func json(_ entries: [CatalogueEntry]) -> String {
    JSONReport.text("Catalogue") { writer in
      writer.objects("items", entries) { entry, writer in
        writer.member("name", entry.name)
        writer.member("path", entry.path)
        writer.member("releases", entry.releases)
        writer.objects("installations", entry.installations) { installation, writer in
          writer.member("path", installation.path)
          writer.member("version", installation.version)
        }
      }
    }
  }
}
