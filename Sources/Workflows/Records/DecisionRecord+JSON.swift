internal import DataBundle
internal import Deciding
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import Ownership

extension DecisionRecord {
  /// The record as JSON, `docs/record.schema.json`, without its signature: always the same bytes for the same record, with a
  /// line end at the end.
  public var text: String { text(signature: nil) }

  /// The same with its signature, where it has one: what the note on the merge commit holds.
  public var signedText: String { text(signature: signature) }

  private func text(signature: RecordSignature?) -> String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "Record")
    writer.member("sequence", Int(sequence))
    writer.member("previous", previous)
    writer.member("repository", repository)
    writer.object("mergeRequest") {
      $0.member("number", number)
      $0.member("url", url)
      $0.member("targetBranch", targetBranch)
    }
    writer.member("mergeCommit", mergeCommit)
    writer.key("exception")
    write(exception, &writer)
    writer.objects("approvals", approvals) { approval, writer in
      writer.member("by", approval.by)
      writer.member("head", approval.head)
      writer.member("items", approval.items)
    }
    if let plan {
      writer.object("plan") {
        $0.member("hash", plan.hash)
        $0.member("approvalNeeded", plan.isApprovalNeeded)
        $0.member("approvedBy", plan.approvedBy)
      }
    }
    writer.key("input")
    write(input, &writer)
    writer.member("decision", decision)
    writer.member("engine", engine)
    if let signature {
      writer.object("signature") {
        $0.member("key", signature.key)
        $0.member("value", signature.value)
      }
    }
    writer.endObject()
    return writer.text + "\n"
  }

  /// SHA-256 of the text: what the next record of the chain holds.
  public var digest: String { "sha256:" + ContentDigest.sha256(text.utf8) }

  private func write(_ exception: Exception?, _ writer: inout JSONWriter) {
    guard let exception else { return writer.null() }
    writer.beginObject()
    writer.member("by", exception.by)
    writer.member("reason", exception.reason)
    writer.endObject()
  }

  private func write(_ input: Input?, _ writer: inout JSONWriter) {
    guard let input else { return writer.null() }
    writer.beginObject()
    writer.member("mode", input.mode.rawValue)
    writer.member("folder", input.folder)
    writer.member("author", input.author)
    writer.member("forge", input.forge?.rawValue)
    writer.member("today", input.today)
    writer.member("target", input.target)
    writer.member("head", input.head)
    writer.object("accounts") {
      for (number, name) in input.accountNames.sorted(by: { $0.key < $1.key }) { $0.member(String(number), name) }
    }
    writer.objects("events", input.events, EventsFile.members)
    writer.object("digestsByHead") {
      for (head, digests) in input.digestsByHead.sorted(by: { $0.key < $1.key }) { $0.member(head, digests.sorted()) }
    }
    writer.endObject()
  }
}

extension DecisionRecord {
  /// Reads a record. Anything that is wrong in it is an error that names its place.
  public init(parsing bytes: [UInt8], file: String) throws(WorkflowError) {
    let result = JSONReader().read(bytes, file: file)
    guard let document = result.document, !result.diagnostics.hasErrors else {
      throw EventsFile.problem(result.diagnostics, file)
    }
    var fields = FieldReader(document, document.root, file: file, code: "record/invalid")
    if let kind = fields.requiredString("kind"), kind != "Record" {
      throw .usage("\(file): is no record but \"\(kind)\"")
    }
    _ = fields.string("apiVersion")
    var request = fields.value("mergeRequest").map {
      FieldReader(document, $0, file: file, code: "record/invalid")
    }
    self.init(
      sequence: fields.value("sequence").flatMap { document.integer($0) } ?? 0, previous: fields.string("previous"),
      repository: fields.requiredString("repository") ?? "",
      number: request?.value("number").flatMap { document.integer($0) }.map(Int.init) ?? 0,
      url: request?.string("url") ?? "", targetBranch: request?.string("targetBranch") ?? "",
      mergeCommit: fields.string("mergeCommit"), input: nil, decision: fields.string("decision"), approvals: [],
      exception: nil, engine: fields.string("engine") ?? "")
    if let node = fields.value("exception") {
      var entry = FieldReader(document, node, file: file, code: "record/invalid")
      exception = Exception(by: entry.string("by"), reason: entry.string("reason") ?? "")
    }
    for node in fields.list("approvals") {
      var entry = FieldReader(document, node, file: file, code: "record/invalid")
      approvals.append(
        Approval(by: entry.requiredString("by") ?? "", head: entry.string("head"), items: entry.strings("items")))
    }
    if let node = fields.value("signature") {
      var entry = FieldReader(document, node, file: file, code: "record/invalid")
      signature = RecordSignature(
        key: entry.requiredString("key") ?? "", value: entry.requiredString("value") ?? "")
    }
    if let node = fields.value("plan") {
      var entry = FieldReader(document, node, file: file, code: "record/invalid")
      plan = DeployPlan(
        hash: entry.string("hash"), isApprovalNeeded: entry.bool("approvalNeeded") ?? false,
        approvedBy: entry.strings("approvedBy"))
    }
    if let node = fields.value("input") {
      var entry = FieldReader(document, node, file: file, code: "record/invalid")
      input = try Input(&entry, document, file)
      guard entry.diagnostics.isEmpty else { throw EventsFile.problem(entry.diagnostics, file) }
    }
    fields.reportUnknown()
    guard fields.diagnostics.isEmpty else { throw EventsFile.problem(fields.diagnostics, file) }
  }
}

extension DecisionRecord.Input {
  fileprivate init(_ fields: inout FieldReader, _ document: Document, _ file: String) throws(WorkflowError) {
    self.init(
      mode: fields.requiredString("mode").flatMap(OwnershipMode.init(rawValue:)) ?? .strict,
      folder: fields.string("folder") ?? "", author: fields.requiredString("author") ?? "",
      forge: fields.choice("forge", Forge.self), accountNames: [:], today: fields.requiredString("today") ?? "",
      target: fields.requiredString("target") ?? "", head: fields.requiredString("head") ?? "", events: [],
      digestsByHead: [:])
    if let node = fields.value("accounts") {
      for member in document.children(node) {
        if let number = document.key(member).flatMap({ Int64($0) }) { accountNames[number] = document.string(member) }
      }
    }
    events = try EventsFile.events(fields.list("events"), of: document, file: file)
    if let node = fields.value("digestsByHead") {
      for member in document.children(node) {
        guard let head = document.key(member), document.kind(member) == .array else { continue }
        digestsByHead[head] = Set(document.children(member).compactMap { document.string($0) })
      }
    }
  }
}
