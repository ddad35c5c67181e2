/// Room to build documents in, one after the other, so that each one only takes what it keeps. For one thread.
public final class DocumentMemory {
  var nodes: [NodeRecord] = []
  var bytes: [UInt8] = []
  var open: [UInt32] = []

  /// Room that grows with the largest document built in it.
  public init() {}
}
