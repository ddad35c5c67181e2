extension JSONWriter {
  /// A member that is a list, an element at a time.
  public mutating func array<Element>(
    _ key: String, _ elements: some Sequence<Element>, _ write: (Element, inout JSONWriter) -> Void
  ) {
    self.key(key)
    beginArray()
    for element in elements { write(element, &self) }
    endArray()
  }

  /// A member that is a list of objects, the members of one at a time.
  public mutating func objects<Element>(
    _ key: String, _ elements: some Sequence<Element>, _ members: (Element, inout JSONWriter) -> Void
  ) {
    array(key, elements) { element, writer in
      writer.beginObject()
      members(element, &writer)
      writer.endObject()
    }
  }

  /// A member that is a text, or `null`.
  public mutating func member(_ key: String, _ text: String?) {
    self.key(key)
    string(text)
  }

  /// A member that is a truth value.
  public mutating func member(_ key: String, _ truth: Bool) {
    self.key(key)
    bool(truth)
  }

  /// A member that is an integer, or `null`.
  public mutating func member(_ key: String, _ number: Int?) {
    self.key(key)
    if let number { integer(number) } else { null() }
  }

  /// A member that is a list of texts.
  public mutating func member(_ key: String, _ texts: [String]) {
    self.key(key)
    strings(texts)
  }

  /// A member that is an object.
  public mutating func object(_ key: String, _ content: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject()
    content(&self)
    endObject()
  }
}
