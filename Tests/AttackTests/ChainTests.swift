import Testing

/// Ownership over many hops: every one of `changes.context` leads a step further, and nothing runs out of stack.
@Suite struct ChainTests {
  /// A change-type on documents, reused by a chain of `length` change-types on nodes, each one `next` further.
  private func world(_ length: Int) -> World {
    var world = World()
    world.files["schemas/node-1.yml"] = "type: object\n"
    world.files["data/docs/one.yml"] = "$schema: /doc-1.yml\ntext: one\nnode: {$ref: /nodes/0.yml}\n"
    world.files["data/ct/doc.yml"] = World.changeType("doc", "/doc-1.yml", selectors: ["text"])
    for index in 0..<length {
      let inner = index == 0 ? "doc" : "hop\(index - 1)"
      let selector = index == 0 ? "node.'$ref'" : "next.'$ref'"
      world.files["data/nodes/\(index).yml"] = "$schema: /node-1.yml\nnext: {$ref: /nodes/\(index + 1).yml}\n"
      world.files["data/ct/hop\(index).yml"] = """
        $schema: /app-interface/change-type-1.yml
        name: hop\(index)
        contextType: datafile
        contextSchema: /node-1.yml
        changes:
        - provider: change-type
          changeTypes: [{$ref: /ct/\(inner).yml}]
          context: {selector: "\(selector)"}

        """
    }
    world.files["data/nodes/\(length).yml"] = "$schema: /node-1.yml\n"
    world.files["data/roles/far.yml"] = World.role("far", [("hop\(length - 1)", ["/nodes/\(length - 1).yml"])])
    world.files["data/users/mallory.yml"] = World.user("mallory", ["far"])
    world.files["data/roles/writers.yml"] = nil
    for user in ["alice", "bob"] { world.files["data/users/\(user).yml"] = nil }
    return world
  }

  @Test(arguments: [1, 2, 33, 200])
  func ownersAtTheFarEnd(_ length: Int) throws {
    let world = world(length)
    let edit = world.edited("data/docs/one.yml", "text: one", "text: two")
    let decision = try world.decide(edit, by: "mallory")
    #expect(decision.verdict == .approved)
    #expect(decision.files.first?.items.first?.owners.map(\.owner.context) == ["/nodes/\(length - 1).yml"])
    #expect(try world.decide(edit, by: "anna").verdict != .approved)
  }
}
