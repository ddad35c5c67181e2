import Testing

/// What is done with whole examples, each on a cluster of its own: one after the other, as one cluster takes a core.
@Suite(.enabled(if: isReady), .serialized) enum ExampleTests {}
