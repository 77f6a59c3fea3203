/// The 66 code points that stand for no character and that I-JSON (RFC 7493, section 2.1) forbids: U+FDD0 to U+FDEF, and the
/// last two of each plane, such as U+FFFF.
extension Unicode.Scalar {
    package var isNoncharacter: Bool { value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value) }

    /// Whether the UTF-8 at a place is that of a noncharacter. All of them start with a byte from 0xEF on.
    static func isNoncharacter<Bytes: RandomAccessCollection>(
        _ bytes: Bytes, at place: Int, end: Int
    ) -> Bool where Bytes.Element == UInt8, Bytes.Index == Int {
        switch bytes[place] {
        case 0xEF where place + 2 < end:
            (bytes[place + 1] == 0xB7 && (0x90...0xAF).contains(bytes[place + 2]))
                || (bytes[place + 1] == 0xBF && (0xBE...0xBF).contains(bytes[place + 2]))
        case 0xF0...0xF4 where place + 3 < end:
            bytes[place + 1] & 0x0F == 0x0F && bytes[place + 2] == 0xBF && (0xBE...0xBF).contains(bytes[place + 3])
        default: false
        }
    }
}
