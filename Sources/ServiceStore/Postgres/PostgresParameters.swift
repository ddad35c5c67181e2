internal import CLibpq

/// The values of a statement as PostgreSQL takes them, all in its binary format and with their types.
struct PostgresParameters {
  /// Numbers of types, from `pg_type.dat` of PostgreSQL.
  enum TypeNumber {
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int4: Oid = 23
    static let text: Oid = 25
  }

  private var types: [Oid] = []
  private var bytes: [CChar] = []
  /// Where each value is in `bytes`; nil for NULL.
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []

  init(_ values: [SQLValue]) {
    for value in values {
      switch value {
      case .null: append(0, nil as [UInt8]?)
      case .integer(let number):
        append(TypeNumber.int8, withUnsafeBytes(of: number.bigEndian, Array.init))
      case .text(let text): append(TypeNumber.text, text.utf8)
      case .bytes(let value): append(TypeNumber.bytes, value)
      }
    }
    // So that there is an address also where all values are empty.
    bytes.append(0)
  }

  private mutating func append(_ type: Oid, _ value: (some Collection<UInt8>)?) {
    types.append(type)
    offsets.append(value == nil ? nil : bytes.count)
    lengths.append(Int32(clamping: value?.count ?? 0))
    if let value { bytes += value.lazy.map(CChar.init(bitPattern:)) }
  }

  /// Sends a statement with these values; 1 where it was sent.
  func send(_ sql: String, to connection: OpaquePointer) -> Int32 {
    bytes.withUnsafeBufferPointer { buffer in
      let values = offsets.map { offset in offset.flatMap { offset in buffer.baseAddress.map { $0 + offset } } }
      let binary = [Int32](repeating: 1, count: values.count)
      return PQsendQueryParams(connection, sql, Int32(values.count), types, values, lengths, binary, 1)
    }
  }
}

/// Reads answers in the binary format.
enum PostgresAnswer {
  /// The rows of an answer.
  static func rows(of result: OpaquePointer) -> [SQLRow] {
    let columns = 0..<PQnfields(result)
    return (0..<PQntuples(result)).map { row in
      SQLRow(columns: columns.map { value(of: result, row, $0) })
    }
  }

  private static func value(of result: OpaquePointer, _ row: Int32, _ column: Int32) -> SQLValue {
    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    switch PQftype(result, column) {
    case PostgresParameters.TypeNumber.int8 where bytes.count == 8:
      return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
    case PostgresParameters.TypeNumber.int4 where bytes.count == 4:
      return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
    case PostgresParameters.TypeNumber.bytes: return .bytes([UInt8](bytes))
    default: return .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}
