import ClusterSupport
import Foundation
import Testing

extension TestCluster {
  /// Writes the seals that objects have on this cluster into files of the same objects: nothing else differs between the two,
  /// and only who reads `remit-system` can make them.
  func copySeals(into folder: String) throws {
    let (name, seal) = ("remit.dev/object", "remit.dev/seal")
    let got = try kubectl("get", "-R", "-f", folder, "-o", "json")
    try #require(got.status == 0, "\(got.errors)")
    let list = try JSONSerialization.jsonObject(with: Data(got.output.utf8)) as? [String: Any]
    var seals: [String: [String: String]] = [:]
    for object in list?["items"] as? [[String: Any]] ?? [] {
      seals[Self.key(object)] = Self.notes(object).filter { $0.key == name || $0.key == seal }
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
    try #require(!files.isEmpty && seals.count == files.count)
    for file in files {
      let url = URL(fileURLWithPath: folder).appendingPathComponent(file)
      var object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
      let (plain, sealed) = (Self.notes(object)[name] ?? "", seals[Self.key(object)] ?? [:])
      try #require(sealed[name]?.hasPrefix(plain + " ") == true && !plain.isEmpty, "\(file)")
      try #require(sealed[seal] != nil && Self.notes(object)[seal] == nil, "\(file)")
      var metadata = object["metadata"] as? [String: Any] ?? [:]
      metadata["annotations"] = Self.notes(object).merging(sealed) { $1 }
      object["metadata"] = metadata
      try JSONSerialization.data(withJSONObject: object).write(to: url)
    }
  }

  private static func notes(_ object: [String: Any]) -> [String: String] {
    (object["metadata"] as? [String: Any])?["annotations"] as? [String: String] ?? [:]
  }

  private static func key(_ object: [String: Any]) -> String {
    let metadata = object["metadata"] as? [String: Any]
    return "\(object["kind"] ?? "") \(metadata?["namespace"] ?? "") \(metadata?["name"] ?? "")"
  }
}
