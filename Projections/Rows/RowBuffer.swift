import MarketEvents

/// Rows as projectors write them: cells one after the other in flat bytes, ready to be inserted without a copy, or
/// to become `ViewRow`s. The layout is that of `csqlite_rows`.
package final class RowBuffer {
    let bytes: ByteBuffer
    package private(set) var count = 0
    /// How many ends without a start were met.
    package private(set) var incomplete = 0
    /// Where the next row will stand; the runner sets it for each subject.
    var nextPlace = 0
    /// A bit for each parameter that a row has set.
    private(set) var usedColumns: UInt64 = 0
    private var rowStart = 0
    private var cells: UInt32 = 0
    private var cellStart = 0

    package init(capacity: Int = 1 << 16) { bytes = ByteBuffer(capacity: capacity) }

    /// Moves all rows by a number of places.
    func movePlaces(by distance: Int) {
        var row = 0
        for _ in 0..<count {
            let place = UnsafeRawPointer(bytes.base).loadUnaligned(fromByteOffset: row + 8, as: Int64.self)
            bytes.store(place + Int64(distance), at: row + 8)
            row += Int(UnsafeRawPointer(bytes.base).loadUnaligned(fromByteOffset: row, as: UInt32.self))
        }
        nextPlace += distance
    }

    func removeAll() {
        bytes.removeAll()
        count = 0
        incomplete = 0
        usedColumns = 0
    }

    /// A place to go back to, where a row turns out not to be foldable.
    struct Mark {
        fileprivate let bytes: Int
        fileprivate let count: Int
        fileprivate let incomplete: Int
        fileprivate let nextPlace: Int
    }

    var mark: Mark { Mark(bytes: bytes.count, count: count, incomplete: incomplete, nextPlace: nextPlace) }

    func goBack(to mark: Mark) {
        bytes.truncate(to: mark.bytes)
        (count, incomplete, nextPlace) = (mark.count, mark.incomplete, mark.nextPlace)
    }

    package func countIncomplete(_ more: Int = 1) { incomplete += more }

    static let rowHeaderBytes = 16
    static let cellHeaderBytes = 8

    /// Begins a row.
    @inline(__always)
    package func begin() {
        rowStart = bytes.count
        cells = 0
        bytes.append(raw: UInt32(0))
        bytes.append(raw: UInt32(0))
        bytes.append(raw: Int64(nextPlace))
    }

    /// Ends the row. What was begun and not ended is written over.
    @inline(__always)
    package func end() {
        bytes.store(UInt32(truncatingIfNeeded: bytes.count - rowStart), at: rowStart)
        bytes.store(cells, at: rowStart + 4)
        count += 1
        nextPlace += 1
    }

    /// The key of the row that was begun, where that is its first cell.
    var key: Bytes? {
        let cell = rowStart + RowBuffer.rowHeaderBytes
        let row = bytes.bytes(from: cell)
        let header = RowBuffer.cellHeaderBytes
        guard row.count > header, UnsafeRawPointer(row.start).loadUnaligned(as: UInt16.self) == StoredColumns.key
        else { return nil }
        let length = UnsafeRawPointer(row.start).loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        return row.dropping(header).prefix(Int(length))
    }

    /// Begins a text of parts.
    @inline(__always)
    package func open(_ column: Int) {
        cellStart = bytes.count
        usedColumns |= 1 << UInt64(column)
        bytes.append(raw: UInt16(truncatingIfNeeded: column))
        bytes.append(raw: UInt16(0))
        bytes.append(raw: UInt32(0))
    }

    @inline(__always)
    package func close() {
        bytes.store(
            UInt32(truncatingIfNeeded: bytes.count - cellStart - RowBuffer.cellHeaderBytes), at: cellStart + 4)
        cells += 1
    }

    @inline(__always)
    package func text(_ column: Int, _ text: Bytes?) {
        guard let text else { return }
        open(column)
        bytes.append(text)
        close()
    }

    package func text(_ column: Int, _ text: String?) {
        guard let text else { return }
        open(column)
        bytes.append(text)
        close()
    }

    /// The text of a JSON string with its quotes.
    package func decoded(_ column: Int, _ string: Bytes?) {
        guard let string, string.isString else { return }
        open(column)
        JSONText.append(decoded: string, to: bytes)
        close()
    }

    package func integer(_ column: Int, _ value: Int) {
        open(column)
        bytes.store(UInt16(1), at: cellStart + 2)
        bytes.append(raw: Int64(value))
        close()
    }

    func blob(_ column: Int, _ write: (ByteBuffer) -> Void) {
        open(column)
        bytes.store(UInt16(2), at: cellStart + 2)
        write(bytes)
        close()
    }

    /// A word without characters that JSON escapes.
    @inline(__always)
    package func append(quoted word: Bytes) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(word)
        bytes.append(UInt8(ascii: "\""))
    }

    package func append(_ text: Bytes) { bytes.append(text) }
    package func append(word: StaticString) { bytes.append(word: word) }
    package func append(_ text: String) { bytes.append(text) }
    package func append(_ number: Int) { JSONText.append(number: number, to: bytes) }
}
