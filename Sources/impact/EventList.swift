import CanonicalJSON
import Glibc
import Ledger

/// The events of a JSON list, as `application/cloudevents-batch+json` has them, as lines: a list may be longer than what is read
/// at once.
struct EventList {
    /// A file with a line for each element.
    let lines: EventLines
    /// Where each element starts in the list.
    let places: [Int]

    /// - Throws: what is no list, with its line.
    init(_ source: EventLines) throws {
        var splitter = ListSplitter()
        lines = try EventLines(named: source.name, keptIn: Environment.temporaryFolder) { write in
            var last = 0
            try source.forEachPiece { bytes in
                var output: [UInt8] = []
                output.reserveCapacity(bytes.count + 1)
                for byte in bytes {
                    if let reason = splitter.take(byte, into: &output) {
                        throw Failure(
                            .badInput, lines: ["\(source.name):\(splitter.line): \(reason)", "nothing was imported"])
                    }
                }
                last = splitter.line
                try write(output)
            }
            guard splitter.isOver else {
                throw Failure(
                    .badInput,
                    lines: [
                        "\(source.name):\(last): the list has no end: is the file cut off?", "nothing was imported",
                    ])
            }
        }
        places = splitter.places
    }
}

/// Takes a list apart byte by byte, without judging what its elements are.
struct ListSplitter {
    private(set) var line = 1
    private(set) var places: [Int] = []
    private var depth = 0
    private var (isInText, isEscaped, isInElement) = (false, false, false)
    /// Whether a comma came last.
    private var needsElement = false
    private var hasEnded = false

    var isOver: Bool { hasEnded && depth == 0 }

    /// - Parameter output: takes the elements, each in one line.
    /// - Returns: what is wrong.
    mutating func take(_ byte: UInt8, into output: inout [UInt8]) -> String? {
        let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        defer { if byte == 0x0A { line += 1 } }
        if isInText {
            // A line break in a text is refused where the text is read; here it must not end the line.
            output.append(byte == 0x0A ? 0x01 : byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInText = false
            }
            return nil
        }
        if isSpace {
            if isInElement { output.append(0x20) }
            return nil
        }
        if depth == 0 {
            // A byte order mark, or lists one behind the other.
            if [0xEF, 0xBB, 0xBF].contains(byte), places.isEmpty, !hasEnded { return nil }
            guard byte == UInt8(ascii: "[") else { return "text behind the list" }
            (depth, hasEnded) = (1, false)
            return nil
        }
        if depth == 1 {
            switch byte {
            case UInt8(ascii: ","):
                guard isInElement else { return "a comma without an event before it" }
                return end(into: &output, needsElement: true)
            case UInt8(ascii: "]"):
                if needsElement { return "a comma without an event behind it" }
                (depth, hasEnded) = (0, true)
                return isInElement ? end(into: &output, needsElement: false) : nil
            default: break
            }
        }
        if !isInElement {
            places.append(line)
            (isInElement, needsElement) = (true, false)
        }
        output.append(byte)
        switch byte {
        case UInt8(ascii: "\""): isInText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth < 1 { return "a bracket closes what was not opened" }
        default: break
        }
        return nil
    }

    private mutating func end(into output: inout [UInt8], needsElement: Bool) -> String? {
        output.append(0x0A)
        (isInElement, self.needsElement) = (false, needsElement)
        return nil
    }
}
