import ClusterSupport
import Foundation
import Measuring

/// Many objects on several API servers: from nothing, and when all is as it should be.
struct ManyClusters {
  let request: Request

  init(_ request: Request) { self.request = request }

  func markdown() async throws -> String {
    Request.progress("\(request.fleetObjects) objects: starting \(request.clusters) API servers")
    var clusters: [(name: String, cluster: TestCluster)] = []
    for number in 1...request.clusters {
      let cluster = try await TestCluster.start()
      try await cluster.make(namespace: FleetRepository.namespace)
      clusters.append(("c\(number)", cluster))
    }
    let datafiles = max(1, request.fleetObjects / FleetRepository.objectsOfEach / request.clusters)
    let repository = try FleetRepository(request.work + "/fleet", datafiles: datafiles, on: clusters)
    var table = Table()
    Request.progress("from nothing")
    table.add("remit deploy apply, from nothing", try repository.measure(request.remit, "apply"))
    for round in 1...request.runs {
      Request.progress("round \(round)")
      table.add("remit deploy apply, nothing to do", try repository.measure(request.remit, "apply"))
      table.add("remit deploy plan, nothing to do", try repository.measure(request.remit, "plan"))
    }
    let count = datafiles * request.clusters * FleetRepository.objectsOfEach
    return "## \(count) objects on \(request.clusters) API servers\n\n" + table.markdown
  }
}
