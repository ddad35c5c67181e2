import Testing

@testable import HTTPTransport

@Suite struct CircuitBreakerTests {
  private var open: CircuitBreaker {
    var breaker = CircuitBreaker(failuresAllowed: 2, pause: 100)
    breaker.failed(now: 0)
    breaker.failed(now: 0)
    return breaker
  }

  private func expect(_ breaker: inout CircuitBreaker, _ mayPass: Bool, at time: Int64) {
    let found = breaker.mayPass(now: time)
    #expect(found == mayPass, "at \(time)")
  }

  @Test func onlyOneProbeAtATime() {
    var breaker = open
    expect(&breaker, false, at: 99)
    expect(&breaker, true, at: 100)
    expect(&breaker, false, at: 100)
    breaker.abandoned()
    expect(&breaker, true, at: 100)
    breaker.failed(now: 100)
    expect(&breaker, false, at: 199)
    expect(&breaker, true, at: 200)
    breaker.succeeded()
    expect(&breaker, true, at: 200)
    expect(&breaker, true, at: 200)
  }

  @Test func onlyFailuresInARowCount() {
    var breaker = CircuitBreaker(failuresAllowed: 2, pause: 100)
    for _ in 0..<5 {
      breaker.failed(now: 0)
      breaker.succeeded()
    }
    expect(&breaker, true, at: 0)
  }
}
