import CPCRE2

/// A compiled regular expression. Immutable; owns its PCRE2 code and frees it.
///
/// `@unchecked Sendable`: PCRE2 promises that a compiled pattern is never written to after compilation (JIT included),
/// and all state of a match lives in the caller's `MatchScratch`.
final class Pattern: @unchecked Sendable {
  /// Why an expression does not compile.
  struct Failure: Error {
    let message: String
    let isLookbehindLength: Bool
  }

  /// What a search found.
  enum Outcome {
    case match
    case noMatch
    /// The search took more steps or memory than allowed.
    case limit
  }

  /// The expression as the schema has it.
  let text: String
  private let code: OpaquePointer

  /// Longest expression, in bytes.
  private static let lengthLimit = 16_384

  /// Compiles an expression; `strict` refuses what ECMA-262 refuses, `jit` makes repeated searches fast.
  init(_ text: String, strict: Bool = false, jit: Bool = true) throws(Failure) {
    self.text = text
    let bytes = Array(text.utf8)
    guard bytes.count <= Pattern.lengthLimit else {
      throw Failure(message: "longer than \(Pattern.lengthLimit) bytes", isLookbehindLength: false)
    }
    let translated: [UInt8]
    do {
      translated = try PatternTranslator.translate(bytes, strict: strict)
    } catch {
      throw Failure(message: error.message, isLookbehindLength: false)
    }
    code = try Pattern.compile(translated)
    if jit { _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) }
  }

  deinit { pcre2_code_free_8(code) }

  private static func compile(_ bytes: [UInt8]) throws(Failure) -> OpaquePointer {
    let options =
      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C
    var status: Int32 = 0
    var offset = 0
    if let code = pcre2_compile_8(bytes, bytes.count, options, &status, &offset, nil) { return code }
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(status, &buffer, buffer.count)
    let message = String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    throw Failure(message: message, isLookbehindLength: status == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH)
  }

  /// Whether the expression matches anywhere in the text (UTF-8; a text that is not matches nothing).
  func search(_ subject: ArraySlice<UInt8>, using scratch: MatchScratch) -> Outcome {
    subject.withUnsafeBufferPointer { buffer in
      // An empty buffer may have no address, which PCRE2 takes for an error.
      withUnsafePointer(to: 0 as UInt8) { empty in
        let start = buffer.baseAddress ?? empty
        var result = pcre2_match_8(code, start, buffer.count, 0, 0, scratch.data, scratch.context)
        if result == PCRE2_ERROR_JIT_STACKLIMIT {
          result = pcre2_match_8(code, start, buffer.count, 0, PCRE2_NO_JIT, scratch.data, scratch.context)
        }
        if result >= 0 { return .match }
        switch result {
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_RECURSELOOP,
          PCRE2_ERROR_NOMEMORY:
          return .limit
        default: return .noMatch
        }
      }
    }
  }
}

/// What PCRE2 needs to run matches one after the other; owned by one validation, freed with it.
final class MatchScratch {
  fileprivate let data: OpaquePointer
  fileprivate let context: OpaquePointer

  /// Nil when there is no memory.
  init?(matchLimit: Int, heapLimit: Int) {
    guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(data)
      return nil
    }
    self.data = data
    self.context = context
    pcre2_set_match_limit_8(context, UInt32(clamping: matchLimit))
    pcre2_set_depth_limit_8(context, UInt32(clamping: matchLimit))
    pcre2_set_heap_limit_8(context, UInt32(clamping: heapLimit))
  }

  deinit {
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(data)
  }
}
