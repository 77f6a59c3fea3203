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

    /// What a line holds; blank ones hold nothing.
    enum Reading: Sendable {
        case event(EventReading)
        case fault(Fault)
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

    func readings(by reader: EventReader) -> [(number: Int, Reading)] {
        var readings: [(number: Int, Reading)] = []
        readings.reserveCapacity(lines.count)
        for line in lines {
            if let reading = reading(of: line, by: reader) { readings.append((line.number, reading)) }
        }
        return readings
    }

    private func reading(of line: Line, by reader: EventReader) -> Reading? {
        if let length = line.tooLong {
            return .fault(Fault("", "\(length) bytes; at most \(JSONLimits().bytes) are taken"))
        }
        let text = Array(bytes[line.range])
        if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
        do throws(JSONSyntaxError) {
            switch try JSONValue(parsing: text) {
            case .object(let object): return .event(reader.read(object))
            case .array: return .fault(Fault("", "is a list; write one event a line, for example with jq -c '.[]'"))
            case let other: return .fault(Fault("", "is \(other.kindName); write an event, an object in JSON"))
            }
        } catch {
            let end = line.isCutOff ? " (the last line has no end: is the file cut off?)" : ""
            return .fault(Fault("", error.description + end))
        }
    }
}
