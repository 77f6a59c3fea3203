import CanonicalJSON
import Glibc
import MarketEvents

/// Some whole lines of a file with events, one behind the other as they stand there: what one thread reads at a time.
package struct LineBlock: Sendable {
    package let bytes: [UInt8]
    /// Where the lines begin: behind the byte order mark, where there is one.
    let start: Int
    /// Where they end; what follows belongs to the next block.
    package let end: Int
    /// Of a line that is too long only its length is left.
    package let tooLong: Int?

    package func read(by reader: EventReader) -> ReadStretch {
        var stretch = ReadStretch(by: reader, bytes: end - start)
        if let tooLong {
            stretch.beginLine()
            stretch.reject(Fault("", "\(tooLong) bytes; at most \(JSONLimits().bytes) are taken"))
            return stretch
        }
        forEachLine { line, isCutOff in
            stretch.beginLine()
            if !stretch.takes(line) { read(line, isCutOff: isCutOff, into: &stretch) }
        }
        return stretch
    }

    /// - Parameter body: gets each line, and whether the text ends there without a newline. A carriage return before a newline
    ///   belongs to it.
    package func forEachLine(_ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            var place = start
            while place < end {
                let newline = memchr(first + place, 0x0A, end - place).map {
                    UnsafeRawPointer($0) - UnsafeRawPointer(first)
                }
                var lineEnd = newline ?? end
                if newline != nil, lineEnd > place, bytes[lineEnd - 1] == 0x0D { lineEnd -= 1 }
                body(UnsafeBufferPointer(rebasing: bytes[place..<lineEnd]), newline == nil)
                place = (newline ?? end) + 1
            }
        }
    }

    /// Blank lines hold nothing.
    private func read(_ text: UnsafeBufferPointer<UInt8>, isCutOff: Bool, into stretch: inout ReadStretch) {
        if text.count > JSONLimits().bytes {
            return stretch.reject(Fault("", "\(text.count) bytes; at most \(JSONLimits().bytes) are taken"))
        }
        if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        do throws(JSONSyntaxError) {
            switch try JSONValue(parsing: Array(text)) {
            case .object(let object): stretch.read(object)
            case .array:
                stretch.reject(
                    Fault(
                        "", "is a list; write one event a line, or all events as one list, which is then the whole file"
                    ))
            case let other:
                stretch.reject(Fault("", "is \(other.kindName); write an event, an object in JSON"))
            }
        } catch {
            let end = isCutOff ? " (the last line has no end: is the file cut off?)" : ""
            stretch.reject(Fault("", error.description + end))
        }
    }

    /// Calls `body` with each line that may register a company; an escape could spell the type, too.
    package func forEachRegistration(_ body: (JSONObject) -> Void) {
        guard tooLong == nil else { return }
        bytes.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return }
            var place = start
            /// The next of each, which stays the next until it is passed.
            var (nextWord, nextEscape) = (-1, -1)
            while place < end {
                if nextWord < place { nextWord = LineBlock.find(".registered", in: bytes, from: place, to: end) }
                if nextEscape < place { nextEscape = LineBlock.find("\\u", in: bytes, from: place, to: end) }
                let found = min(nextWord, nextEscape)
                guard found < end else { return }
                var lineStart = found
                while lineStart > place, bytes[lineStart - 1] != 0x0A { lineStart -= 1 }
                let after = memchr(first + found, 0x0A, end - found)
                let lineEnd = after.map { UnsafeRawPointer($0) - UnsafeRawPointer(first) } ?? end
                if let object = (try? JSONValue(parsing: Array(bytes[lineStart..<lineEnd])))?.object { body(object) }
                place = lineEnd + 1
            }
        }
    }

    /// Where a word is next, else the end. By its first byte, which is a rare one; the standard library's search for a sequence
    /// takes longer than the parsing of the lines.
    private static func find(
        _ word: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int {
        guard let first = bytes.baseAddress else { return end }
        var place = start
        while place + word.utf8CodeUnitCount <= end,
            let found = memchr(first + place, Int32(word.utf8Start[0]), end - place)
        {
            place = UnsafeRawPointer(found) - UnsafeRawPointer(first)
            if place + word.utf8CodeUnitCount <= end, memcmp(found, word.utf8Start, word.utf8CodeUnitCount) == 0 {
                return place
            }
            place += 1
        }
        return end
    }
}

extension EventLines {
    /// Walks over the lines from the first on, many at a time.
    ///
    /// - Parameter body: gets some lines, and how many bytes were read so far; false ends the walk.
    package func forEachBlock(_ body: (LineBlock, Int) throws -> Bool) throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw UnreadableFile(reading: name) }
        let most = JSONLimits().bytes
        /// The beginning of a line whose end was not read yet.
        var rest: ArraySlice<UInt8> = []
        /// Of a line beyond the bound: what was let go of already.
        var dropped = 0
        var position = 0
        var isFirst = true
        while true {
            let (bytes, count) = try read(behind: rest)
            position += count
            var start = 0
            if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
            if count == 0 {
                guard start < bytes.count || dropped > 0 else { return }
                let length = dropped + bytes.count - start
                _ = try body(
                    LineBlock(
                        bytes: bytes, start: start, end: bytes.count, tooLong: length > most ? length : nil), position)
                return
            }
            if dropped > 0 {
                guard let newline = bytes.firstIndex(of: 0x0A) else {
                    dropped += bytes.count
                    rest = []
                    continue
                }
                let isReturn = newline > 0 && bytes[newline - 1] == 0x0D
                let length = dropped + newline - (isReturn ? 1 : 0)
                guard try body(LineBlock(bytes: [], start: 0, end: 0, tooLong: length), position) else { return }
                dropped = 0
                rest = bytes[(newline + 1)...]
                continue
            }
            guard let newline = bytes.lastIndex(of: 0x0A) else {
                rest = bytes[...]
                if bytes.count > most + 4 {
                    dropped = bytes.count - start
                    rest = []
                    isFirst = false
                }
                continue
            }
            isFirst = false
            rest = bytes[(newline + 1)...]
            let block = LineBlock(bytes: bytes, start: start, end: newline + 1, tooLong: nil)
            guard try body(block, position) else { return }
        }
    }

    /// A piece of the file, with what is to come before it.
    private func read(behind rest: ArraySlice<UInt8>) throws -> (bytes: [UInt8], count: Int) {
        var read = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: rest.count + EventLines.bufferSize) { buffer, count in
            _ = buffer.update(fromContentsOf: rest)
            guard let end = buffer.baseAddress.map({ $0 + rest.count }) else { return }
            repeat { read = Glibc.read(descriptor, end, EventLines.bufferSize) } while read < 0 && errno == EINTR
            count = rest.count + max(read, 0)
        }
        guard read >= 0 else { throw UnreadableFile(reading: name) }
        return (bytes, read)
    }
}
