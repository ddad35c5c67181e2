internal import CSpawn
internal import Glibc

/// A pipe's two ends; -1: closed.
struct PipeEnds {
  var reading: Int32 = -1
  var writing: Int32 = -1

  /// A new pipe, which other programs that are started meanwhile do not get.
  static func open() throws(Program.StartError) -> PipeEnds {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .init(description: "no pipe: \(String(cString: strerror(errno)))") }
    return PipeEnds(reading: ends[0], writing: ends[1])
  }

  mutating func close() {
    for end in [reading, writing] where end >= 0 { _ = Glibc.close(end) }
    self = PipeEnds()
  }

  mutating func closeReading() {
    if reading >= 0 { _ = Glibc.close(reading) }
    reading = -1
  }

  mutating func closeWriting() {
    if writing >= 0 { _ = Glibc.close(writing) }
    writing = -1
  }
}

/// The standard files of a program, with our ends of them.
struct Pipes {
  var input: PipeEnds
  var output: PipeEnds
  var errors = PipeEnds()

  init(hasInput: Bool) throws(Program.StartError) {
    input = hasInput ? try .open() : PipeEnds(reading: Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC))
    do throws(Program.StartError) {
      output = try .open()
    } catch {
      input.close()
      throw error
    }
    do throws(Program.StartError) {
      errors = try .open()
    } catch {
      input.close()
      output.close()
      throw error
    }
    for end in [input.writing, output.reading, errors.reading] where end >= 0 { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  /// Closes what only the program is to have.
  mutating func closeFarEnds() {
    input.closeReading()
    output.closeWriting()
    errors.closeWriting()
  }

  mutating func close() {
    input.close()
    output.close()
    errors.close()
  }
}
