import Forges
import Testing

@Suite struct TimestampTextTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_709_251_199_010, "2024-02-29T23:59:59.010Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func writesWhatItReads(_ milliseconds: Int64, _ text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test func daysOfEightHundredYears() {
    for day in stride(from: Int64(-141_000), to: 146_097, by: 17) {
      let time = Timestamp(milliseconds: day * 86_400_000 + 1)
      #expect(Timestamp(iso8601: time.iso8601) == time)
    }
  }
}
