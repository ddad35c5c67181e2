/// Bytes as lower case hexadecimal digits.
func hex(_ bytes: some Sequence<UInt8>) -> String {
  var text: [UInt8] = []
  for byte in bytes {
    for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? digit + 0x30 : digit + 0x57) }
  }
  return String(decoding: text, as: UTF8.self)
}
