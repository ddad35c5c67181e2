internal import DataBundle

/// What all renderings of a bundle have in common.
final class World: Sendable {
  let bundle: Bundle
  let commit: String
  let limits: RenderingLimits
  let referrers: ReferrerIndex

  init(_ bundle: Bundle, commit: String, limits: RenderingLimits) {
    self.bundle = bundle
    self.commit = commit
    self.limits = limits
    referrers = ReferrerIndex(bundle)
  }
}
