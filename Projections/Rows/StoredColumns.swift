import CanonicalJSON
import MarketEvents

/// How the rows of a view lie in a table: `place`, `key`, the view's columns, `events`. A quantity takes six columns, of which
/// the SQL view shows the contract's four.
package struct StoredColumns: Sendable {
    package struct Stored: Sendable {
        let name: String
        let isInteger: Bool
        /// Of a statistic; it is written and read as text, and stands as a number.
        var isReal = false
        /// The SQL view leaves out what only makes rows whole again.
        let isShown: Bool
    }

    /// Parameter 1 is the place.
    static let place = 1
    static let key = 2
    let columns: [Stored]
    /// For each column of the shape its first parameter; then that of `events`.
    private let firsts: [Int]

    init(_ shapeColumns: [Column]) {
        var columns = [
            Stored(name: "place", isInteger: true, isShown: false),
            Stored(name: "key", isInteger: false, isShown: false),
        ]
        var firsts: [Int] = []
        for column in shapeColumns {
            firsts.append(columns.count + 1)
            let name = column.snakeName
            switch column.kind {
            case .quantity:
                for suffix in ["amount", "upper", "unit", "qualifier"] {
                    columns.append(Stored(name: "\(name)_\(suffix)", isInteger: false, isShown: true))
                }
                columns.append(Stored(name: "\(name)_approximate", isInteger: true, isShown: false))
                columns.append(Stored(name: "\(name)_stated", isInteger: false, isShown: false))
            case .number: columns.append(Stored(name: name, isInteger: false, isReal: true, isShown: true))
            case .integer, .boolean: columns.append(Stored(name: name, isInteger: true, isShown: true))
            default: columns.append(Stored(name: name, isInteger: false, isShown: true))
            }
        }
        firsts.append(columns.count + 1)
        columns.append(Stored(name: "events", isInteger: false, isShown: true))
        (self.columns, self.firsts) = (columns, firsts)
    }

    /// The parameter of a column, or of its first where it has several.
    func first(ofColumn index: Int) -> Int { firsts[index] }
    var events: Int { firsts[firsts.count - 1] }
}

extension ViewShape {
    /// The parameter that a projector writes a column's cell to.
    package func slot(_ column: String) -> Int {
        guard let index = index(of: column) else { preconditionFailure("\(name) has no column \(column)") }
        return stored.first(ofColumn: index)
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
            let place = shape.stored.first(ofColumn: index)
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
                guard let amount = stored.text(place) else {
                    cells.append(.missing)
                    continue
                }
                guard let exact = ExactDecimal(stored: amount),
                    let unit = stored.text(place + 2).flatMap(MeasureUnit.named),
                    let qualifier = stored.text(place + 3).flatMap(Qualifier.init(rawValue:))
                else { return nil }
                cells.append(
                    .quantity(
                        Quantity(
                            exact, unit, qualifier, upper: stored.text(place + 1).flatMap { ExactDecimal(stored: $0) },
                            isApproximate: stored.integer(place + 4) == 1, stated: stored.text(place + 5))))
            case .text, .company, .recording: cells.append(Cell(stored.text(place)))
            }
        }
        guard let key = stored.text(StoredColumns.key),
            let events = stored.text(shape.stored.events).flatMap(ViewRow.list)?.compactMap(\.string)
        else { return nil }
        self.init(key: key, cells: cells, events: events)
    }

    private static func list(_ text: String) -> [JSONValue]? {
        (try? JSONValue(parsing: text, limits: JSONLimits(bytes: 1 << 28, elements: 1 << 24)))?.array
    }
}

extension ExactDecimal {
    /// A number that was computed: sums of amounts may have more digits than one amount may.
    init?(stored text: String) {
        var coefficient: Int128 = 0
        var scale = 0
        var hasPoint = false
        guard text.utf8.count <= 40 else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): continue
            case UInt8(ascii: "."): hasPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (product, isLarge) = coefficient.multipliedReportingOverflow(by: 10)
                let (sum, isLarger) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
                guard !isLarge, !isLarger else { return nil }
                coefficient = sum
                if hasPoint { scale += 1 }
            default: return nil
            }
        }
        self.init(coefficient: text.utf8.first == UInt8(ascii: "-") ? -coefficient : coefficient, scale: scale)
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
