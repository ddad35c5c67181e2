/// What an object has to wait for.
public enum Deferral: Hashable, Sendable, CustomStringConvertible {
  /// The definition of its kind is not there.
  case definition
  /// Its namespace is not there; it is planned, or not.
  case namespace(String, isPlanned: Bool)
  /// Its namespace is going.
  case namespaceDeletion(String)
  /// A former object of the same name is going.
  case deletion
  /// The role that it names is not there.
  case role(String)
  /// It is not known how things are.
  case unknown(String)

  /// For messages.
  public var description: String {
    switch self {
    case .definition: "its kind is not defined on the cluster"
    case .namespace(let name, let isPlanned):
      isPlanned ? "the namespace \(name) is made in the same run" : "the namespace \(name) is not there"
    case .namespaceDeletion(let name): "the namespace \(name) is being deleted"
    case .deletion: "a former object of that name is being deleted"
    case .role(let name): "the role \(name) is not there"
    case .unknown(let why): "it is not known what there is: \(why)"
    }
  }
}
