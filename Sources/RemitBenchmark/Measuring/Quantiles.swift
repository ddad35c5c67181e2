/// Order statistics of a sample.
struct Quantiles {
  private let sorted: [Double]

  init(_ values: [Double]) { sorted = values.sorted() }

  /// The value that this share of the sample does not exceed; zero for an empty sample.
  func at(_ share: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let rank = (share * Double(sorted.count)).rounded(.up)
    return sorted[min(sorted.count - 1, max(0, Int(rank) - 1))]
  }

  var median: Double { at(0.5) }
  var largest: Double { sorted.last ?? 0 }
  var count: Int { sorted.count }
  var sum: Double { sorted.reduce(0, +) }
}
