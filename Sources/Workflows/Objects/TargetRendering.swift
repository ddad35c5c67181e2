internal import DataBundle
internal import Rendering
internal import Synchronization

/// The objects of a target, without content, made when somebody first asks for them.
final class TargetRendering: Sendable {
  /// For checking only.
  static let options = RenderingOptions(keepsContent: false)

  private enum State: Sendable {
    /// With an earlier one that may help.
    case pending(Rendering?)
    case made(Rendering?)
  }

  private let target: Bundle
  private let state: Mutex<State>

  init(_ target: Bundle, reusing previous: TargetRendering?) {
    self.target = target
    state = Mutex(.pending(previous?.latest))
  }

  /// The rendering; nil where nothing is deployed. Who asks while it is made waits for it.
  var value: Rendering? {
    state.withLock { state in
      switch state {
      case .made(let rendering): return rendering
      case .pending(let earlier):
        let rendering = Rendering.make(target, options: Self.options, reusing: earlier)
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
