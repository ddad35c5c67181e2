import ArgumentParser
import BotService
import ServiceStore

/// `remit serve records`
struct ServeRecordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Lists the records of a repository's merges, or prints one.",
    discussion:
      "Exit code 0: done. 1: there is no such record. 2: wrong usage or configuration. 3: the store does not answer.")

  @OptionGroup var service: ServiceOptions

  @Option(name: .long, help: "The repository, by its name in the configuration.")
  var repository: String

  @Argument(help: "Number of the merge request whose record is printed.")
  var number: Int?

  func run() async throws {
    let configuration = try service.read()
    _ = try configuration.repository(repository)
    let store = try await service.openStore(configuration)
    do throws(StoreError) {
      if let number {
        guard let record = try await store.record(in: repository, named: String(number)) else {
          Output.error("remit: there is no record of \(repository) \(number)")
          Output.finish(1)
        }
        Output.data(record.text)
      } else {
        var last: Int64 = 0
        while true {
          let records = try await store.records(in: repository, after: last, limit: 500)
          for record in records {
            Output.data("\(record.sequence) \(record.at.text) \(record.name) \(record.digest)\n")
          }
          guard let end = records.last else { break }
          last = end.sequence
        }
      }
    } catch {
      throw CommandFailure(code: 3, message: error.description)
    }
    await store.close()
  }
}
