/// RFC 4648, section 4, in its one canonical spelling: padded, without line ends, the unused bits zero.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        func digit(_ shift: Int) -> UInt8 { alphabet[Int(bits >> UInt32(shift)) & 63] }
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                text += [digit(18), digit(12), digit(6), digit(0)]
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 1: text += [alphabet[Int(bits >> 2)], alphabet[Int(bits << 4) & 63], padding, padding]
        case 2: text += [digit(10), digit(4), alphabet[Int(bits << 2) & 63], padding]
        default: break
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything but what `text` writes.
    static func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let digits = Array(text)
        guard digits.count.isMultiple(of: 4) else { return nil }
        let content = digits.dropLast(digits.suffix(2).count { $0 == padding })
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        var bits: UInt32 = 0
        var held = 0
        for digit in content {
            guard let value = value(of: digit) else { return nil }
            bits = bits << 6 | value
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        // The one spelling: no `=A` in the padding, no stray bits. Whatever else is wrong differs from it, too.
        return Base64.text(bytes).utf8.elementsEqual(digits) ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
