/// The kinds of forge that have an adapter.
public enum ForgeKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// GitLab, gitlab.com or self-managed.
  case gitlab
  /// GitHub, github.com or Enterprise Server.
  case github
  /// Gitea and Forgejo, which have the same interface.
  case gitea
}
