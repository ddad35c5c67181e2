internal import Diagnostics

/// Paths that git tells apart and others do not: file systems that ignore case or spell an é in one way only keep one of
/// two such files, and what was decided about one would be read from the other.
enum PathCollisions {
  /// An error for every path that differs from an earlier one only by case or Unicode normalisation.
  static func problems(_ paths: [String]) -> [Diagnostic] {
    var first: [String: String] = [:]
    first.reserveCapacity(paths.count)
    var found: [Diagnostic] = []
    for path in paths {
      let key = folded(path)
      guard let other = first[key] else {
        first[key] = path
        continue
      }
      // Roots inside roots list a file twice.
      guard !other.utf8.elementsEqual(path.utf8) else { continue }
      found.append(
        Diagnostic(
          "file/collision", at: Place(file: path),
          "the path differs from another one only by case or Unicode normalisation",
          help: "rename one of them: not every file system can hold both",
          notes: [.init("the other one", at: Place(file: other))]))
    }
    return found
  }

  /// The same text for paths that some file system takes for one; texts that are canonically equal are equal anyway.
  private static func folded(_ path: String) -> String {
    // Upper case first: it joins ß with ss and a long s with an s, which lower case alone does not.
    path.utf8.allSatisfy { $0 < 0x80 } ? path.lowercased() : path.uppercased().lowercased()
  }
}
