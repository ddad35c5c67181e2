import Foundation
import Processes
import JSONCoding
import Testing

/// Compares with Python's `json`, where there is a Python.
@Suite struct JSONReaderPythonTests {
  /// Texts that are nearly JSON, one a line, and what `json.dumps(json.loads(text))` makes of each (empty: refused).
  private static let script = """
    import json, random, struct, sys
    r = random.Random(7)
    def refuse(_): raise ValueError
    def scalar():
        k = r.randrange(9)
        if k == 0: return repr(struct.unpack('d', struct.pack('Q', r.getrandbits(64)))[0])
        if k == 1: return '%.*e' % (r.randrange(20), r.uniform(-10, 10) * 10.0 ** r.randrange(-20, 25))
        if k == 2: return str(r.getrandbits(r.randrange(1, 200)) * r.choice([1, -1]))
        if k == 3: return r.choice(['true', 'false', 'null', '-0', '-0.0', '1E5', '01', '1.', 'NaN', '-'])
        if k == 4: return json.dumps(''.join(chr(r.choice([r.randrange(0x20, 0x7f), r.randrange(0xA0, 0x800), r.randrange(0x10000, 0x10ffff)])) for _ in range(r.randrange(6))), ensure_ascii=r.random() < .5)
        if k == 5: return repr(r.uniform(-1, 1) * 10.0 ** r.randrange(-8, 20))
        if k == 6: return str(r.randrange(-9, 9)) + '.' + str(r.randrange(1000))
        return str(r.randrange(100))
    def value(d):
        k = r.randrange(4) if d else 0
        if k == 1: return '[' + r.choice([',', ' , ']).join(value(d - 1) for _ in range(r.randrange(4))) + ']'
        if k == 2: return '{' + ', '.join(json.dumps(r.choice('abcde')) + ': ' + value(d - 1) for _ in range(r.randrange(4))) + '}'
        return scalar()
    for _ in range(20000):
        t = value(3)
        if r.random() < .2:
            i = r.randrange(len(t) + 1)
            t = t[:i] + r.choice(['', ',', '"', '[', '}', '0', '.', 'e', ':', ' ']) + t[i + r.randrange(2):]
        try:
            v = json.loads(t, parse_constant=refuse)
            out = json.dumps(v, separators=(',', ':'))
            everything = json.dumps(json.loads(t, object_pairs_hook=list), ensure_ascii=False)
            everything.encode()
            if 'Infinity' in everything: out = ''
        except ValueError: out = ''
        sys.stdout.write(t + chr(10) + out + chr(10))
    """

  @Test func readsWhatPythonReads() throws {
    let python = Program(["python3", "-c", Self.script], environment: ProcessInfo.processInfo.environment)
    guard let outcome = try? python.run() else { return print("skipped: no python3") }
    guard outcome.isSuccess else { return print("skipped: python3 cannot run the generator") }
    let lines = outcome.output.split(separator: 0x0A, omittingEmptySubsequences: false)
    try #require(lines.count == 40_001)
    for i in stride(from: 0, to: 40_000, by: 2) {
      let document = JSONReader().read(Array(lines[i]), file: "f").document
      let text = document?.json(style: .init(asciiOnly: true)) ?? ""
      #expect(text == String(decoding: lines[i + 1], as: UTF8.self), "\(String(decoding: lines[i], as: UTF8.self))")
    }
  }
}
