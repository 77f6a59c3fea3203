import CanonicalJSON
import MarketEvents

/// How the rows of a view lie in a table: `place`, `key`, the view's columns, `events`.
package struct StoredColumns: Sendable {
    package struct Stored: Sendable {
        let name: String
        let type: String
    }

    /// Parameter 1 is the place.
    static let place = 1
    static let key = 2
    let columns: [Stored]

    init(_ shapeColumns: [Column]) {
        let own = shapeColumns.map { column in
            // A statistic is written and read as text, and stands as a number.
            switch column.kind {
            case .number: Stored(name: column.snakeName, type: "REAL")
            case .integer, .boolean: Stored(name: column.snakeName, type: "INTEGER")
            default: Stored(name: column.snakeName, type: "TEXT")
            }
        }
        columns =
            [Stored(name: "place", type: "INTEGER PRIMARY KEY"), Stored(name: "key", type: "TEXT NOT NULL")] + own
            + [Stored(name: "events", type: "TEXT")]
    }

    /// The parameter of a column.
    func parameter(ofColumn index: Int) -> Int { index + 3 }
    var events: Int { columns.count }
}

extension ViewShape {
    /// The parameter that a projector writes a column's cell to.
    package func slot(_ column: String) -> Int {
        guard let index = index(of: column) else { preconditionFailure("\(name) has no column \(column)") }
        return stored.parameter(ofColumn: index)
    }

    package var eventsSlot: Int { stored.events }
    package static var keySlot: Int { StoredColumns.key }
}

/// Where the cells of one row are found.
package protocol StoredCells {
    func text(_ parameter: Int) -> String?
    func integer(_ parameter: Int) -> Int?
}

extension ViewRow {
    /// A row from the cells that a projector wrote. Nil where they are not this shape's.
    package init?(_ shape: ViewShape, stored: some StoredCells) {
        var cells: [Cell] = []
        cells.reserveCapacity(shape.columns.count)
        for (index, column) in shape.columns.enumerated() {
            let place = shape.stored.parameter(ofColumn: index)
            switch column.kind {
            case .integer: cells.append(stored.integer(place).map(Cell.integer) ?? .missing)
            case .boolean: cells.append(stored.integer(place).map { .boolean($0 != 0) } ?? .missing)
            case .number: cells.append(stored.text(place).flatMap(Double.init).map(Cell.init(statistic:)) ?? .missing)
            case .list:
                guard let text = stored.text(place) else {
                    cells.append(.missing)
                    continue
                }
                guard let list = ViewRow.list(text) else { return nil }
                cells.append(.list(list))
            case .quantity:
                guard let text = stored.text(place) else {
                    cells.append(.missing)
                    continue
                }
                guard let quantity = QuantityCell.quantity(text) else { return nil }
                cells.append(.quantity(quantity))
            case .text, .company, .recording: cells.append(Cell(stored.text(place)))
            }
        }
        guard let key = stored.text(StoredColumns.key) else { return nil }
        let written = stored.text(shape.stored.events)
        let events =
            written.map { ViewRow.list($0)?.compactMap(\.string) } ?? EventsCell.onlyEvent(ofKey: key).map { [$0] }
        guard let events else { return nil }
        self.init(key: key, cells: cells, events: events)
    }

    private static func list(_ text: String) -> [JSONValue]? {
        (try? JSONValue(parsing: text, limits: JSONLimits(bytes: 1 << 28, elements: 1 << 24)))?.array
    }
}

/// One row of a `RowBuffer`.
struct BufferedCells: StoredCells {
    private var texts: [Int: Bytes] = [:]
    private var integers: [Int: Int] = [:]
    let place: Int

    /// - Parameter row: from a row's header on.
    init(row: UnsafeRawPointer) {
        let cells = row.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        place = Int(row.loadUnaligned(fromByteOffset: 8, as: Int64.self))
        var next = row + RowBuffer.rowHeaderBytes
        for _ in 0..<cells {
            let column = Int(next.loadUnaligned(as: UInt16.self))
            let isInteger = next.loadUnaligned(fromByteOffset: 2, as: UInt16.self) == 1
            let length = Int(next.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            next += RowBuffer.cellHeaderBytes
            if isInteger {
                integers[column] = Int(next.loadUnaligned(as: Int64.self))
            } else {
                texts[column] = Bytes(start: next.assumingMemoryBound(to: UInt8.self), count: length)
            }
            next += length
        }
    }

    func text(_ parameter: Int) -> String? { texts[parameter]?.string }
    func integer(_ parameter: Int) -> Int? { integers[parameter] }
}

extension RowBuffer {
    func forEachRow(_ body: (BufferedCells) throws -> Void) rethrows {
        var row = UnsafeRawPointer(bytes.base)
        for _ in 0..<count {
            try body(BufferedCells(row: row))
            row += Int(row.loadUnaligned(as: UInt32.self))
        }
    }
}
