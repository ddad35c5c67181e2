internal import DataBundle
internal import Rendering
internal import Synchronization

/// The objects of a target, made when somebody first asks for them.
final class TargetRendering: Sendable {
  /// For checking only.
  static let checking = RenderingOptions(keepsContent: false)
  /// To compare what is asked for with what there is. No commit: it would be another one for each of two renderings.
  /// The objects of several targets are in memory at a time.
  static let planning = RenderingOptions(remembers: true, limits: RenderingLimits(bytes: 256 << 20))

  private enum State: Sendable {
    /// With an earlier one that may help.
    case pending(Rendering?)
    case made(Rendering?)
  }

  private let target: Bundle
  private let options: RenderingOptions
  private let state: Mutex<State>

  init(_ target: Bundle, _ options: RenderingOptions, reusing previous: TargetRendering?) {
    self.target = target
    self.options = options
    state = Mutex(.pending(previous?.latest))
  }

  /// The rendering; nil where nothing is deployed. Who asks while it is made waits for it.
  var value: Rendering? {
    state.withLock { state in
      switch state {
      case .made(let rendering): return rendering
      case .pending(let earlier):
        let rendering = Rendering.make(target, options: options, reusing: earlier)
        state = .made(rendering)
        return rendering
      }
    }
  }

  /// The one that is made, or an earlier one.
  private var latest: Rendering? {
    state.withLock { state in
      switch state {
      case .made(let rendering), .pending(let rendering): rendering
      }
    }
  }
}
