import Forges
import Foundation
import ServiceStore

// A process of its own that uses a store, for tests that kill it: StoreProbe accept|claim LOCATION NAME.
// It prints a line for everything the store said is done.

let arguments = CommandLine.arguments
guard arguments.count == 4 else { exit(64) }
let (mode, location, name) = (arguments[1], arguments[2], arguments[3])

func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

do {
  let store = try await Stores.open(location)
  if mode == "accept" {
    for number in 0... {
      let time = Timestamp(milliseconds: Int64(number))
      let job = JobKey(kind: "look", repository: name, subject: "\(number)")
      let delivery = Delivery(source: name, id: "\(number)", job: job, at: time, notBefore: time)
      if try await store.accept(delivery) { say("\(number)") }
    }
  } else {
    while let claim = try await store.claim(by: name, lease: 1_000_000, now: Timestamp(milliseconds: 1_000_000)) {
      say(claim.job.subject)
      try await store.complete(claim)
    }
  }
} catch {
  say("error: \(error)")
  exit(1)
}
