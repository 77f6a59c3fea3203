import CanonicalJSON
import Ledger
import MarketEvents

/// Some lines of a file with events, with bytes of their own: what one thread reads at a time.
struct LineChunk: Sendable {
    private struct Line {
        let number: Int
        let range: Range<Int>
        let isCutOff: Bool
        let tooLong: Int?
    }

    private var bytes: [UInt8] = []
    private var lines: [Line] = []
    private static let mostLines = 256
    private static let enoughBytes = 1 << 18

    var isFull: Bool { lines.count >= LineChunk.mostLines || bytes.count >= LineChunk.enoughBytes }

    mutating func append(_ line: EventLines.Line) {
        let start = bytes.count
        // Of a line that is too long not even the beginning is read.
        if line.tooLong == nil { bytes += line.bytes }
        lines.append(
            Line(number: line.number, range: start..<bytes.count, isCutOff: line.isCutOff, tooLong: line.tooLong))
    }

    func read(by reader: EventReader) -> ReadStretch {
        var stretch = ReadStretch(by: reader, lines: lines.count, bytes: bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            for line in lines {
                let text = UnsafeBufferPointer(rebasing: bytes[line.range])
                if line.tooLong == nil, stretch.takes(text, at: line.number) { continue }
                read(line, text, into: &stretch)
            }
        }
        return stretch
    }

    /// Blank lines hold nothing.
    private func read(_ line: Line, _ text: UnsafeBufferPointer<UInt8>, into stretch: inout ReadStretch) {
        if let length = line.tooLong {
            return stretch.reject(
                at: line.number, Fault("", "\(length) bytes; at most \(JSONLimits().bytes) are taken"))
        }
        if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        do throws(JSONSyntaxError) {
            switch try JSONValue(parsing: Array(text)) {
            case .object(let object): stretch.read(object, at: line.number)
            case .array:
                stretch.reject(
                    at: line.number, Fault("", "is a list; write one event a line, for example with jq -c '.[]'"))
            case let other:
                stretch.reject(
                    at: line.number, Fault("", "is \(other.kindName); write an event, an object in JSON"))
            }
        } catch {
            let end = line.isCutOff ? " (the last line has no end: is the file cut off?)" : ""
            stretch.reject(at: line.number, Fault("", error.description + end))
        }
    }
}
