internal import DocumentModel
internal import HTTPTransport
internal import JSONCoding

/// What a Lease (`coordination.k8s.io/v1`) says: who may act, and for how long without a word.
public struct LeaseRecord: Hashable, Sendable {
  /// Who holds it; nil: nobody.
  public var holder: String?
  /// For how long after a renewal nobody else takes it, in seconds.
  public var duration: Int64
  /// When it was taken, as written; for people.
  public var acquired: String?
  /// When it was renewed, as written; nobody compares it with a clock.
  public var renewed: String?
  /// How often it changed hands.
  public var transitions: Int64
  /// The version of the object; nil: it is not there yet.
  public var resourceVersion: String?

  /// A record from its parts.
  public init(
    holder: String?, duration: Int64, acquired: String?, renewed: String?, transitions: Int64,
    resourceVersion: String? = nil
  ) {
    self.holder = holder
    self.duration = duration
    self.acquired = acquired
    self.renewed = renewed
    self.transitions = transitions
    self.resourceVersion = resourceVersion
  }

  /// The record that an object holds.
  public init(_ object: KubernetesObject) {
    let holder = object.text("spec", "holderIdentity")
    self.init(
      holder: holder?.isEmpty ?? true ? nil : holder,
      duration: object.node("spec", "leaseDurationSeconds").flatMap(object.document.integer) ?? 0,
      acquired: object.text("spec", "acquireTime"), renewed: object.text("spec", "renewTime"),
      transitions: object.node("spec", "leaseTransitions").flatMap(object.document.integer) ?? 0,
      resourceVersion: object.resourceVersion)
  }

  /// The object that holds the record.
  func object(namespace: String, name: String) -> KubernetesObject? {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "coordination.k8s.io/v1")
    writer.member("kind", "Lease")
    writer.object("metadata") { writer in
      writer.member("name", name)
      writer.member("namespace", namespace)
      if let resourceVersion { writer.member("resourceVersion", resourceVersion) }
    }
    writer.object("spec") { writer in
      if let holder { writer.member("holderIdentity", holder) }
      writer.member("leaseDurationSeconds", Int(duration))
      if let acquired { writer.member("acquireTime", acquired) }
      if let renewed { writer.member("renewTime", renewed) }
      writer.member("leaseTransitions", Int(transitions))
    }
    writer.endObject()
    return JSONReader().read(writer.bytes, file: "lease").document.flatMap(KubernetesObject.init)
  }

  /// A time as a Lease must have it, with microseconds (`2006-01-02T15:04:05.000000Z`), from milliseconds since 1970.
  public static func time(_ milliseconds: Int64) -> String {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    let day = CivilTime.day(containing: seconds)
    let rest = seconds - day.start
    func digits(_ number: Int64, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(Int64(day.year), 4))-\(digits(Int64(day.month), 2))-\(digits(Int64(day.day), 2))T"
      + "\(digits(rest / 3600, 2)):\(digits(rest / 60 % 60, 2)):\(digits(rest % 60, 2))."
      + "\(digits(milliseconds - seconds * 1000, 3))000Z"
  }
}
