import Crypto

/// UUIDs of version 5 (RFC 9562, section 5.5): the same names give the same UUID, on every machine.
package enum UUIDv5 {
    /// The name space of addresses (RFC 9562, section 6.6).
    private static let addresses: [UInt8] = [
        0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]

    /// The UUID of what a source calls `name`: each source, as an address, is a name space of its own.
    ///
    /// In Python: `uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, source), name)`.
    package static func make(source: String, name: String) -> String {
        let bytes = bytes(in: bytes(in: addresses, source), name)
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }

    private static func bytes(in space: [UInt8], _ name: String) -> [UInt8] {
        // No secret rests on it: the method is the standard's.
        var bytes = Array(Insecure.SHA1.hash(data: space + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes
    }
}
