/// Order statistics of a sample.
public struct Quantiles {
  private let sorted: [Double]

  /// The statistics of these values.
  public init(_ values: [Double]) { sorted = values.sorted() }

  /// The value that this share of the sample does not exceed; zero for an empty sample.
  public func at(_ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = (share * Double(sorted.count)).rounded(.up)
    return sorted[min(sorted.count - 1, max(0, Int(rank) - 1))]
  }

  /// The value in the middle.
  public var median: Double { at(0.5) }
  /// The largest value.
  public var largest: Double { sorted.last ?? 0 }
  /// How many values there are.
  public var count: Int { sorted.count }
  /// All values together.
  public var sum: Double { sorted.reduce(0, +) }
}
