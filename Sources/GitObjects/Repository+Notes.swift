import CLibgit2

extension Repository {
  /// The note on an object under a reference such as `refs/notes/remit`; nil if there is none.
  public func note(on object: ObjectID, reference: String) throws(GitError) -> String? {
    let attempt = "read the note on “\(object)” in “\(reference)”"
    try requireNoNUL(reference, attempt)
    var raw = object.raw
    do throws(GitError) {
      let note = try Handle(freeing: git_note_free, attempt) { git_note_read(&$0, handle.pointer, reference, &raw) }
      return git_note_message(note.pointer).map { String(cString: $0) }
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Puts a note on an object, in place of one that is there; this, alone in the module, writes to the repository.
  ///
  /// Who and when is passed in, as this module reads no clock. Throws `.modified` or `.locked` if somebody else wrote a
  /// note meanwhile: read again and repeat.
  public func setNote(
    _ text: String, on object: ObjectID, reference: String, by signature: Signature
  ) throws(GitError) {
    let attempt = "write the note on “\(object)” in “\(reference)”"
    for part in [text, reference, signature.name, signature.email] { try requireNoNUL(part, attempt) }
    // The handle of this repository cannot write objects, on purpose.
    let writer = try Handle(freeing: git_repository_free, attempt) { git_repository_open(&$0, gitDirectory) }
    var made: UnsafeMutablePointer<git_signature>?
    try check(git_signature_new(&made, signature.name, signature.email, signature.time, signature.offset), attempt)
    defer { git_signature_free(made) }
    var (target, note) = (object.raw, git_oid())
    try check(git_note_create(&note, writer.pointer, reference, made, made, &target, text, 1), attempt)
  }
}
