internal import DataBundle

/// The name of a deployer as a part of the names of objects.
enum DeployerName {
  /// The name itself where it may be a part of a name, else its digest.
  static func label(_ deployer: String) -> String {
    SetParent.isName(deployer) ? deployer : String(ContentDigest.sha256(deployer.utf8).prefix(16))
  }
}
