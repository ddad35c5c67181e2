internal import JSONCoding

/// What all JSON reports begin with.
enum JSONReport {
  /// A report of a kind: `{"apiVersion", "kind", …}`, indented, with a line end at the end.
  static func text(_ kind: String, _ members: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(style: .init(indent: 2))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", kind)
    members(&writer)
    writer.endObject()
    return writer.text + "\n"
  }
}

extension JSONWriter {
  /// A member that is a list, an element at a time.
  mutating func array<Element>(
    _ key: String, _ elements: some Sequence<Element>, _ write: (Element, inout JSONWriter) -> Void
  ) {
    self.key(key)
    beginArray()
    for element in elements { write(element, &self) }
    endArray()
  }

  /// A member that is a list of objects, the members of one at a time.
  mutating func objects<Element>(
    _ key: String, _ elements: some Sequence<Element>, _ members: (Element, inout JSONWriter) -> Void
  ) {
    array(key, elements) { element, writer in
      writer.beginObject()
      members(element, &writer)
      writer.endObject()
    }
  }

  mutating func member(_ key: String, _ text: String?) {
    self.key(key)
    string(text)
  }

  mutating func member(_ key: String, _ truth: Bool) {
    self.key(key)
    bool(truth)
  }

  mutating func member(_ key: String, _ number: Int?) {
    self.key(key)
    if let number { integer(number) } else { null() }
  }

  mutating func member(_ key: String, _ texts: [String]) {
    self.key(key)
    strings(texts)
  }

  mutating func object(_ key: String, _ content: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject()
    content(&self)
    endObject()
  }
}
