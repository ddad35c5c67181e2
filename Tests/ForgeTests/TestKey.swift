import CryptoExtras

/// A private key of an App that does not exist, made once for all tests.
enum TestKey {
  private static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

  /// Its PEM text; no key where none can be made, which every test that uses it then finds.
  static let pem = key?.pemRepresentation ?? ""
  /// The PEM text of its public half.
  static let publicPEM = key?.publicKey.pemRepresentation ?? ""
}
