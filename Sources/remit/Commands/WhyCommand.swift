import ArgumentParser
import Deploying
import Kubernetes
import Workflows

/// `remit why`
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "From an object on a cluster to the merge request behind it, and who allowed that.",
    discussion: "Exit code 0: it is known. 1: it is not. 2: wrong usage. 3: the cluster does not answer.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "How clusters are reached: a YAML file of yours, not of the data repository.")
  var clusters: String

  @Option(name: .long, help: "The cluster.")
  var cluster: String

  @Option(name: .shortAndLong, help: "The object's namespace.")
  var namespace: String?

  @OptionGroup var records: RecordOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  @Argument(help: "The object: KIND.GROUP/NAME, as Deployment.apps/web or Namespace/shop.")
  var object: String

  func run() async throws {
    let parts = object.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, let kind = GroupKind(parts[0]) else {
      throw CommandFailure(code: 2, message: "\(object): an object is named KIND.GROUP/NAME, as Deployment.apps/web")
    }
    let (tracer, apis) = try common.tracer(clusters, cluster, records)
    guard let api = apis.first?.1 else { return }
    do throws(KubernetesError) {
      guard
        let origin = try await tracer.origin(
          of: String(parts[1]), kind: kind, namespace: namespace, on: cluster, api)
      else { throw KubernetesError(.notFound, "get \(object)", message: "there is no \(object) on \(cluster)") }
      Output.data(format == .json ? [origin].json : origin.text)
      Output.finish(origin.record == nil ? 1 : 0)
    } catch { throw CommandFailure(code: error.kind == .notFound ? 1 : 3, message: error.description) }
  }
}

/// `remit trace`
struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "From a merge request to the objects that it put on clusters.",
    discussion: "Exit code 0: there are some. 1: there are none. 2: wrong usage. 3: a cluster could not be read wholly."
  )

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "How clusters are reached: a YAML file of yours, not of the data repository.")
  var clusters: String

  @Option(name: .long, help: "Only this cluster.")
  var cluster: String?

  @OptionGroup var records: RecordOptions

  @Option(name: .long, help: "text or json.")
  var format: WhyCommand.Format = .text

  @Argument(help: "The merge request: its page or its number.")
  var mergeRequest: String

  func run() async throws {
    let (tracer, apis) = try common.tracer(clusters, cluster, records)
    var (origins, isPartial): ([ObjectOrigin], Bool) = ([], false)
    for (name, api) in apis {
      do throws(KubernetesError) {
        let found = try await tracer.objects(of: mergeRequest, on: name, api)
        origins += found.origins
        for (kind, why) in found.unread.sorted(by: { $0.key < $1.key }) {
          Output.error("remit: \(name): \(kind) cannot be read: \(why)")
          isPartial = true
        }
      } catch {
        Output.error("remit: \(name): \(error)")
        isPartial = true
      }
    }
    if origins.isEmpty, !isPartial {
      let names = apis.map(\.0).joined(separator: ", ")
      Output.error(
        "remit: no object on \(names.isEmpty ? "any cluster" : names) names the merge request \(mergeRequest)")
    }
    Output.data(format == .json ? origins.json : origins.map { $0.line(of: mergeRequest) }.joined())
    Output.finish(isPartial ? 3 : origins.isEmpty ? 1 : 0)
  }
}
