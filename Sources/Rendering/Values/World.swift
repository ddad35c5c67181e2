internal import DataBundle

/// What all renderings of a bundle have in common.
final class World: Sendable {
  let bundle: Bundle
  let options: RenderingOptions
  let referrers: ReferrerIndex
  var limits: RenderingLimits { options.limits }

  init(_ bundle: Bundle, _ options: RenderingOptions) {
    self.bundle = bundle
    self.options = options
    referrers = ReferrerIndex(bundle)
  }
}
