/// A point of a run at which a test may let the process die.
public enum Checkpoint: String, Hashable, Sendable, CaseIterable {
  /// The plan is made, nothing is written.
  case planned
  /// The parent of a set says what is going to be done.
  case journaled
  /// An object is about to be applied.
  case applying
  /// An object was applied.
  case applied
  /// A bridge stands for an object that is replaced.
  case bridged
  /// An object that is replaced was deleted.
  case cleared
  /// All objects of a stage were applied and are ready.
  case staged
  /// An object is about to be deleted.
  case deleting
  /// An object was deleted.
  case deleted
  /// The parent of a set is about to say what was done.
  case closing
  /// The parent of a set says what was done.
  case closed
}

/// Lets tests end a run anywhere. The program itself passes all points.
public struct Checkpoints: Sendable {
  /// Called at each point; an error ends the run there, as a crash would.
  public var pass: @Sendable (Checkpoint) async throws -> Void

  /// Checkpoints that call something.
  public init(_ pass: @escaping @Sendable (Checkpoint) async throws -> Void) { self.pass = pass }

  /// Nothing happens anywhere.
  public static let none = Checkpoints { _ in }
}
