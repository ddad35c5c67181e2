internal import CSpawn
internal import Glibc

/// Feeds a program, takes what it writes, and sees to it that it ends.
struct Watch {
  /// How long a program that was told to end may tidy up, in milliseconds.
  private static let grace: Int64 = 2000

  private let process: pid_t
  private var pipes: Pipes
  private let program: Program
  private let cancellation: Cancellation?
  private let start = ContinuousClock.now
  private var output: [UInt8] = []
  private var errors: [UInt8] = []
  private var sent = 0
  private var status: Int32?
  /// Why and when it was told to end.
  private var stop: (reason: Program.Ending, at: Int64)?

  init(_ process: pid_t, _ pipes: Pipes, _ program: Program, _ cancellation: Cancellation?) {
    self.cancellation = cancellation
    self.process = process
    self.pipes = pipes
    self.program = program
  }

  /// Waits for the end, and closes our ends of the pipes.
  mutating func outcome() -> Program.Outcome {
    if program.input != nil { Self.ignoreBrokenPipes() }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while status == nil {
      wait()
      send()
      read(&buffer)
      reap()
      keepLimits()
    }
    // What the program wrote is in the pipes. What it left running may hold them for ever.
    read(&buffer)
    pipes.close()
    if stop != nil || program.endsLeftovers { kill(-process, SIGKILL) }
    return Program.Outcome(ending: ending, output: output, errors: errors)
  }

  private var ending: Program.Ending {
    let own = Program.Ending(status: status ?? 0)
    if case .signalled = own { return stop?.reason ?? own }
    return own
  }

  private var elapsed: Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }

  /// Waits until there is something to do: what is written, what is read, or a moment's passing.
  private func wait() {
    var files = [
      pollfd(fd: pipes.output.reading, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.errors.reading, events: Int16(POLLIN), revents: 0),
    ]
    if pipes.input.writing >= 0 { files.append(pollfd(fd: pipes.input.writing, events: Int16(POLLOUT), revents: 0)) }
    // Where both are closed the end is near.
    _ = poll(&files, nfds_t(files.count), pipes.output.reading < 0 && pipes.errors.reading < 0 ? 2 : 20)
  }

  private mutating func send() {
    guard pipes.input.writing >= 0, let input = program.input else { return }
    while sent < input.count {
      let count = input[sent...].withUnsafeBytes { write(pipes.input.writing, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EAGAIN || errno == EINTR { return }
        // It does not want to read any more.
        break
      }
      sent += count
    }
    pipes.input.closeWriting()
  }

  private mutating func read(_ buffer: inout [UInt8]) {
    if Self.drain(pipes.output.reading, &output, &buffer, program.maximumOutput) { pipes.output.closeReading() }
    if Self.drain(pipes.errors.reading, &errors, &buffer, program.maximumOutput) { pipes.errors.closeReading() }
  }

  /// Takes what there is; true at the end.
  private static func drain(_ file: Int32, _ bytes: inout [UInt8], _ buffer: inout [UInt8], _ maximum: Int) -> Bool {
    guard file >= 0 else { return false }
    while bytes.count <= maximum {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count == 0 { return true }
      if count < 0 { return errno != EAGAIN && errno != EINTR }
      bytes += buffer[..<count]
    }
    return false
  }

  private mutating func reap() {
    var found: Int32 = 0
    let answer = waitpid(process, &found, WNOHANG)
    if answer == process || (answer == -1 && errno == ECHILD) { status = found }
  }

  private mutating func keepLimits() {
    guard status == nil else { return }
    if let stop {
      if elapsed - stop.at > Self.grace { kill(-process, SIGKILL) }
      return
    }
    if max(output.count, errors.count) > program.maximumOutput {
      stop = (.tooMuch, elapsed)
      kill(-process, SIGKILL)
    } else if isOverdue {
      stop = (.timedOut, elapsed)
      kill(-process, SIGTERM)
    }
  }

  private var isOverdue: Bool {
    (program.timeout.map { elapsed > $0 } ?? false) || (cancellation?.isCancelled ?? false)
  }

  /// A program that does not read to the end ends nothing else: the thread is not told by a signal.
  private static func ignoreBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
