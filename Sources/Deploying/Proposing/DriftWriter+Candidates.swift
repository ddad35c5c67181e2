internal import DataBundle
internal import DocumentModel
internal import Rendering
internal import Workflows
internal import YAMLEditing
internal import YAMLReader

extension DriftWriter {
  /// A value of a datafile that may be the one.
  struct Candidate {
    var file: String
    var bytes: [UInt8]
    var document: Document
    var node: NodeID
    var value: ScalarEdit.Value
  }

  /// Values of the files that an object was made from, the datafile that it is rendered for first. Templates are policy, and
  /// clusters are not asked for by one object alone; the proof would show that. `edited`:
  /// files as they are so far. `isSecret`: whether some are left out as secret.
  func candidates(
    for applied: ObjectLeaves.Scalar, _ live: ObjectLeaves.Scalar, _ object: RenderedObject, _ edited: [String: [UInt8]]
  ) throws(WorkflowError) -> (found: [Candidate], isSecret: Bool) {
    var (found, isLeftOut): ([Candidate], Bool) = ([], false)
    let datafiles = object.inputs.compactMap { trial.bundle.datafile(inFile: $0) }.filter {
      !templates.contains($0.path)
    }
    let own = datafiles.filter { $0.path == object.datafile }
    for datafile in own + datafiles.filter({ $0.path != object.datafile }) {
      let bytes: [UInt8]
      if let text = edited[datafile.file] {
        bytes = text
      } else {
        do throws(SourceError) { bytes = try trial.bundle.bytes(of: datafile) } catch {
          throw .failure(error.description)
        }
      }
      guard let document = YAMLReader().read(bytes, file: datafile.file).document else { continue }
      var node = document.root
      for _ in 0..<document.nodeCount {
        defer { node = document.next(after: node) }
        guard let scalar = ObjectLeaves.Scalar(document, node), !document.hasKey(node, "$schema"),
          !document.hasKey(node, "$ref")
        else { continue }
        let values = Self.values(scalar, applied, live)
        guard !values.isEmpty else { continue }
        guard !isSecret(node, document, datafile) else {
          isLeftOut = true
          continue
        }
        found += values.map {
          Candidate(file: datafile.file, bytes: bytes, document: document, node: node, value: $0)
        }
      }
    }
    return (found, isLeftOut)
  }

  private func isSecret(_ node: NodeID, _ document: Document, _ datafile: Datafile) -> Bool {
    guard let known = datafile.document.resolve(document.pointer(node)) else { return true }
    return trial.isSecret(known, of: datafile)
  }

  /// What a value would have to be for the live one to come out, if the applied one is it, or has it as a part.
  private static func values(
    _ scalar: ObjectLeaves.Scalar, _ applied: ObjectLeaves.Scalar, _ live: ObjectLeaves.Scalar
  ) -> [ScalarEdit.Value] {
    var texts: [String] = []
    if scalar.text == applied.text {
      if scalar.isText == applied.isText { return [live.isText ? .text(live.text) : .literal(live.text)] }
      texts.append(live.text)
    } else if applied.isText, live.isText, !scalar.text.isEmpty {
      for place in applied.text.ranges(of: scalar.text) {
        let (start, end) = (applied.text[..<place.lowerBound], applied.text[place.upperBound...])
        guard live.text.utf8.count >= start.utf8.count + end.utf8.count, live.text.hasPrefix(start),
          live.text.hasSuffix(end)
        else { continue }
        texts.append(String(live.text.dropFirst(start.count).dropLast(end.count)))
      }
    }
    return texts.flatMap { text -> [ScalarEdit.Value] in
      let isLiteral = ObjectLeaves.Scalar(json: text).map { !$0.isText && $0.text == text } ?? false
      return !scalar.isText && isLiteral ? [.literal(text), .text(text)] : [.text(text)]
    }
  }
}
