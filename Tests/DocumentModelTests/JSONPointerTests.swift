import DocumentModel
import Testing

@Suite struct JSONPointerTests {
  @Test func escapesAndParses() throws {
    let pointer = JSONPointer(["a/b", "m~n", "0", ""])
    #expect(pointer.description == "/a~1b/m~0n/0/")
    #expect(JSONPointer(parsing: pointer.description) == pointer)
    #expect(JSONPointer(parsing: "") == JSONPointer())
    #expect(JSONPointer(parsing: "a") == nil)
    #expect(JSONPointer(parsing: "/a~2") == nil)
    #expect(JSONPointer(parsing: "/a~") == nil)
  }

  @Test func ordersListPositionsByValue() {
    #expect(JSONPointer(["a", "2"]) < JSONPointer(["a", "10"]))
    #expect(JSONPointer(["a"]) < JSONPointer(["a", "b"]))
  }
}
