internal import Diagnostics

/// Paths that git tells apart and others do not: file systems that ignore case or spell an é in one way only keep one of
/// two such files, and what was decided about one would be read from the other.
enum PathCollisions {
  /// An error for every path that differs from an earlier one only by case or Unicode normalisation.
  static func problems(_ paths: [String]) -> [Diagnostic] {
    // A path in lower case can only collide with one that is not, or that is not ASCII.
    let unusual = paths.filter { !isLowercaseASCII($0) }
    if unusual.isEmpty { return [] }
    let keys = Set(unusual.map { folded($0) })
    var first: [String: String] = [:]
    var found: [Diagnostic] = []
    for path in paths {
      let key = isLowercaseASCII(path) ? path : folded(path)
      guard keys.contains(key) else { continue }
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

  private static func isLowercaseASCII(_ path: String) -> Bool {
    path.utf8.allSatisfy { $0 < 0x80 && !($0 >= 0x41 && $0 <= 0x5A) }
  }

  /// The same text for paths that some file system takes for one; texts that are canonically equal are equal anyway.
  private static func folded(_ path: String) -> String {
    // Upper case first: it joins ß with ss and a long s with an s, which lower case alone does not.
    path.utf8.allSatisfy { $0 < 0x80 } ? path.lowercased() : path.uppercased().lowercased()
  }
}
