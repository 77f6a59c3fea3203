import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("Rows as tables keep them are the rows again")
struct StoredRowTests {
    private let shape = ViewShape("made-up", [Column("amount", .quantity), Column("word")])

    private func row(_ fill: (RowBuffer) -> Void) -> ViewRow? {
        let rows = RowBuffer()
        rows.begin()
        fill(rows)
        rows.end()
        return rows.viewRows(shape).first
    }

    private static func quantities() -> [Quantity] {
        var generator = SeededGenerator(state: 11)
        return Qualifier.allCases.flatMap { qualifier in
            [nil, "about 38 bn", "\"so\" \\ sagt er, 3 %\u{7}", "東京 🗼 été"].flatMap { stated in
                [true, false].map { isApproximate in
                    let amount = ExactDecimal(
                        coefficient: Int128(Int64.random(in: -1_000_000...1_000_000, using: &generator))
                            * 1_000_000_007,
                        scale: Int.random(in: 0...9, using: &generator))
                    return Quantity(
                        amount, MeasureUnit.named("USD") ?? .percent, qualifier,
                        upper: qualifier == .between ? try? amount.adding(ExactDecimal(5)) : nil,
                        isApproximate: isApproximate, stated: stated)
                }
            }
        }
    }

    @Test("a quantity with all that it may have", arguments: quantities())
    func quantity(_ quantity: Quantity) throws {
        let read = try #require(
            row { rows in
                rows.text(ViewShape.keySlot, "key")
                rows.quantity(shape.slot("amount"), quantity)
                rows.events(shape.eventsSlot, [])
            })
        #expect(read.cells == [.quantity(quantity), .missing])
    }

    @Test(
        "a cell that is no quantity makes no row",
        arguments: [
            "", "[", "[]", "{}", "[\"1\",\"USD\"]", "[\"1\",\"USD\",\"more\"]", "[\"1\",\"dragons\",\"exact\"]",
            "[\"one\",\"USD\",\"exact\"]", "[1,\"USD\",\"exact\"]", "[\"1\",\"USD\",\"between\",5]",
            "[\"1\",\"USD\",\"exact\",null,0,\"x\",1]",
        ])
    func damaged(_ cell: String) {
        #expect(
            row { rows in
                rows.text(ViewShape.keySlot, "key")
                rows.text(shape.slot("amount"), cell)
                rows.events(shape.eventsSlot, [])
            } == nil)
    }

    private static let event = "01934e2c-0000-7000-8000-000000000001"

    @Test(
        "events are the same whether the key says them or a cell does",
        arguments: [
            ("amazon@2025-11-03:\(event)", [event]), ("amazon@2025-11-03:measured", [event]), (event, [event]),
            ("amazon@2025-11-03:\(event)", ["01934e2c-0000-7000-8000-000000000002"]),
            ("amazon@2025-11-03:\(event)", [event, "01934e2c-0000-7000-8000-000000000002"]),
            ("amazon@2025-11-03:\(event)", []), ("é:\(event)", [event]), ("short", ["short"]),
        ])
    func events(_ key: String, _ ids: [String]) throws {
        let texts = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * (ids.count + 1), alignment: 8)
        defer { texts.deallocate() }
        let bytes = try ids.enumerated().map { index, id in
            let place = UnsafeMutableRawBufferPointer(rebasing: texts[64 * index..<64 * index + id.utf8.count])
            place.copyBytes(from: id.utf8)
            return try #require(Bytes(UnsafeRawBufferPointer(place)))
        }
        let read = try #require(
            row { rows in
                rows.text(ViewShape.keySlot, key)
                rows.events(shape.eventsSlot, bytes)
            })
        #expect(read.key == key)
        #expect(read.events == ids)
    }

    @Test("a row that says no events in any way is none")
    func withoutEvents() {
        #expect(row { $0.text(ViewShape.keySlot, "short") } == nil)
    }
}
