/// A canonical text taken apart into one flat list of places, for what judges and copies a value without building it.
///
/// It takes no more than `CanonicalForm` does, and less: no fractions and long integers, no escapes but of quotes and
/// backslashes, and only names of ASCII without escapes. Whoever reads by it leaves what it refuses to the reader of values,
/// which also says what is wrong. One tape reads many texts, one after the other.
package struct CanonicalTape {
    package enum Kind: UInt8, Sendable { case null, no, yes, integer, string, escapedString, array, object }

    /// One value, or the name of a member, which stands before the member's value.
    package struct Node: Sendable {
        package let kind: Kind
        /// Where its text is; that of a string without the quotes.
        package let start: Int32
        package fileprivate(set) var end: Int32
        /// The index of the node behind it and all that it holds.
        package fileprivate(set) var next: Int32

        package var count: Int { Int(end - start) }
    }

    package private(set) var nodes: [Node] = []
    private static let mostDepth = 16

    package init() { nodes.reserveCapacity(256) }

    /// Takes an object apart; false where it is none of those described above.
    ///
    /// - Precondition: below 2^31 bytes.
    package mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        nodes.removeAll(keepingCapacity: true)
        guard let start = text.baseAddress, text.first == UInt8(ascii: "{") else { return false }
        var reader = Reader(text: text, start: UnsafeRawPointer(start))
        return reader.value(depth: 0, &nodes) && reader.place == text.count
    }

    private struct Reader {
        let text: UnsafeBufferPointer<UInt8>
        let start: UnsafeRawPointer
        var place = 0

        init(text: UnsafeBufferPointer<UInt8>, start: UnsafeRawPointer) { (self.text, self.start) = (text, start) }

        private var current: UInt8 { place < text.count ? text[place] : 0 }

        mutating func value(depth: Int, _ nodes: inout [Node]) -> Bool {
            switch current {
            case UInt8(ascii: "\""): return string(isName: false, &nodes)
            case UInt8(ascii: "{"): return depth < mostDepth && object(depth: depth, &nodes)
            case UInt8(ascii: "["): return depth < mostDepth && array(depth: depth, &nodes)
            case UInt8(ascii: "t"): return word("true", .yes, &nodes)
            case UInt8(ascii: "f"): return word("false", .no, &nodes)
            case UInt8(ascii: "n"): return word("null", .null, &nodes)
            default: return integer(&nodes)
            }
        }

        private func add(_ kind: Kind, from start: Int, to end: Int, _ nodes: inout [Node]) {
            nodes.append(
                Node(
                    kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
                    next: Int32(truncatingIfNeeded: nodes.count + 1)))
        }

        private func close(_ index: Int, _ nodes: inout [Node]) {
            nodes[index].end = Int32(truncatingIfNeeded: place)
            nodes[index].next = Int32(truncatingIfNeeded: nodes.count)
        }

        private mutating func word(_ word: StaticString, _ kind: Kind, _ nodes: inout [Node]) -> Bool {
            let length = word.utf8CodeUnitCount
            guard place + length <= text.count else { return false }
            for offset in 0..<length where text[place + offset] != word.utf8Start[offset] { return false }
            add(kind, from: place, to: place + length, &nodes)
            place += length
            return true
        }

        private mutating func integer(_ nodes: inout [Node]) -> Bool {
            let first = place
            if current == UInt8(ascii: "-") { place += 1 }
            let digits = place
            while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) { place += 1 }
            guard place > digits, place - digits <= 15, ![0x2E, 0x45, 0x65].contains(current),
                text[digits] != UInt8(ascii: "0") || place - first == 1
            else { return false }
            add(.integer, from: first, to: place, &nodes)
            return true
        }

        private mutating func array(depth: Int, _ nodes: inout [Node]) -> Bool {
            let index = nodes.count
            add(.array, from: place, to: place, &nodes)
            place += 1
            var isFirst = true
            while true {
                if current == UInt8(ascii: "]") {
                    guard isFirst else { return false }
                    break
                }
                guard value(depth: depth + 1, &nodes) else { return false }
                isFirst = false
                if current == UInt8(ascii: "]") { break }
                guard current == UInt8(ascii: ",") else { return false }
                place += 1
            }
            place += 1
            close(index, &nodes)
            return true
        }

        private mutating func object(depth: Int, _ nodes: inout [Node]) -> Bool {
            let index = nodes.count
            add(.object, from: place, to: place, &nodes)
            place += 1
            if current == UInt8(ascii: "}") {
                place += 1
                close(index, &nodes)
                return true
            }
            var last = -1
            while true {
                let name = nodes.count
                guard current == UInt8(ascii: "\""), string(isName: true, &nodes),
                    last < 0 || precedes(nodes[last], nodes[name]), current == UInt8(ascii: ":")
                else { return false }
                last = name
                place += 1
                guard value(depth: depth + 1, &nodes) else { return false }
                if current == UInt8(ascii: "}") { break }
                guard current == UInt8(ascii: ",") else { return false }
                place += 1
            }
            place += 1
            close(index, &nodes)
            return true
        }

        /// Of names of ASCII, whose order is that of their bytes.
        private func precedes(_ left: Node, _ right: Node) -> Bool {
            let (a, b) = (Int(left.start), Int(right.start))
            for offset in 0..<min(left.count, right.count) where text[a + offset] != text[b + offset] {
                return text[a + offset] < text[b + offset]
            }
            return left.count < right.count
        }

        private mutating func string(isName: Bool, _ nodes: inout [Node]) -> Bool {
            place += 1
            let first = place
            var kind = Kind.string
            while true {
                skipPlainText()
                guard place < text.count else { return false }
                let byte = text[place]
                if byte == UInt8(ascii: "\"") { break }
                if isName || byte < 0x20 { return false }
                if byte == UInt8(ascii: "\\") {
                    guard place + 1 < text.count,
                        text[place + 1] == UInt8(ascii: "\"") || text[place + 1] == UInt8(ascii: "\\")
                    else { return false }
                    kind = .escapedString
                    place += 2
                    continue
                }
                let length = CanonicalForm.length(ofCharacterIn: text, at: place, end: text.count)
                guard length > 0, !Unicode.Scalar.isNoncharacter(text, at: place, end: text.count) else { return false }
                place += length
            }
            add(kind, from: first, to: place, &nodes)
            place += 1
            return true
        }

        /// On to the next byte that is no ASCII, ends a string, escapes something or may not stand there; eight at a time.
        private mutating func skipPlainText() {
            let (high, low): (UInt64, UInt64) = (0x8080_8080_8080_8080, 0x0101_0101_0101_0101)
            let count = text.count
            var place = place
            while place + 8 <= count {
                let eight = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                // The lowest bit that is set belongs to the first such byte: what borrows from above comes after it.
                let quotes = eight ^ (low &* UInt64(UInt8(ascii: "\"")))
                let escapes = eight ^ (low &* UInt64(UInt8(ascii: "\\")))
                let found =
                    (((quotes &- low) & ~quotes) | ((escapes &- low) & ~escapes) | ((eight &- (low &* 0x20)) & ~eight)
                        | eight) & high
                if found != 0 {
                    self.place = place + found.trailingZeroBitCount / 8
                    return
                }
                place += 8
            }
            while place < count {
                let byte = text[place]
                if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
                place += 1
            }
            self.place = place
        }
    }
}
