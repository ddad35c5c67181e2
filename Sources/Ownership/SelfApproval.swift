public import DataBundle

extension PolicySettings.SelfApproval {
  /// Whether authors have approved what is theirs by proposing it, where `people` own it, they among them.
  public func isProposingEnough(where people: Set<Account>) -> Bool {
    switch self {
    case .owner: true
    case .soleApprover: people.count == 1
    case .never: false
    }
  }

  /// Whether the author's own `/lgtm` counts.
  public var isOwnWordEnough: Bool { self != .never }
}
