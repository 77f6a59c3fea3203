import CanonicalJSON
import CivilTime
import MarketEvents
import Testing

@Suite("Price files: their columns, their rows, their faults")
struct PriceTableTests {
    private func layout(
        _ header: String, ticker: String? = nil, indexes: [String] = [], rates: [String] = []
    ) throws -> PriceLayout {
        let line = try CSVLine(Array(header.utf8), number: 1)
        return try PriceLayout(header: line, line: 1, ticker: ticker, indexes: indexes, rates: rates)
    }

    private func faults(
        _ header: String, ticker: String? = nil, indexes: [String] = [], rates: [String] = []
    ) -> [String] {
        do {
            _ = try layout(header, ticker: ticker, indexes: indexes, rates: rates)
            return []
        } catch let several as PlacedFaults { return several.faults.map(\.description) } catch { return ["\(error)"] }
    }

    @Test("a file of one security has its columns in any order and spelling")
    func one() throws {
        let layout = try layout("Volume,Close,DATE,high", ticker: "AMZN")
        #expect(layout.dateField == 2)
        #expect(layout.securities.map(\.ticker) == ["AMZN"])
        #expect(layout.securities[0].fields == [.volume: 0, .close: 1, .high: 3])
    }

    @Test("a file of several has a column a ticker; an index is said to be one")
    func several() throws {
        let layout = try layout("date,AAPL,SP500", indexes: ["SP500"])
        #expect(layout.securities.map(\.ticker) == ["AAPL", "SP500"])
        #expect(layout.securities.map(\.kind) == [.equity, .index])
        #expect(layout.securities.map(\.fields) == [[.close: 1], [.close: 2]])
    }

    @Test("a file of one index needs no ticker beside --index")
    func index() throws {
        let layout = try layout("date,close", indexes: ["SP500"])
        #expect(layout.securities.map(\.ticker) == ["SP500"])
        #expect(layout.securities[0].kind == .index)
    }

    @Test("an exchange rate is said to be one, among others or in a file of its own")
    func rate() throws {
        let layout = try layout("date,EURUSD,AAPL,SP500", indexes: ["SP500"], rates: ["EURUSD"])
        #expect(layout.securities.map(\.kind) == [.fx, .equity, .index])
        let alone = try self.layout("date,close,high,low", rates: ["EURUSD"])
        #expect(alone.securities.map(\.ticker) == ["EURUSD"])
        #expect(alone.securities[0].kind == .fx)
        #expect(
            faults("date,AAPL,EURUSD", rates: ["EURUSB"]) == [
                "1:1: there is no column 'EURUSB', which --fx names; nearest: EURUSD"
            ])
        // Which of the two the file would be of is not said.
        #expect(faults("date,close", indexes: ["SP500"], rates: ["EURUSD"]).count == 1)
    }

    @Test("Headers refused:")
    func headers() {
        #expect(
            faults("date;close", ticker: "A") == ["1:1: the columns are separated by semicolons; write commas"])
        #expect(faults("date\tclose", ticker: "A") == ["1:1: the columns are separated by tabs; write commas"])
        #expect(
            faults("day,close", ticker: "A") == [
                "1:1: the header has no column date; it starts as date,close or date,AAPL",
                "1:1: unknown column 'day'; known are date, close, open, high, low, volume",
            ])
        #expect(faults("date,high", ticker: "A") == ["1:1: the header has no column close"])
        #expect(
            faults("date,close,Adj Close", ticker: "A") == [
                "1:12: unknown column 'Adj Close'; known are date, close, open, high, low, volume"
            ])
        #expect(faults("date,close,close", ticker: "A") == ["1:12: the column 'close' stands already at column 6"])
        #expect(faults("date,close,", ticker: "A") == ["1:12: the column has no name"])
        #expect(
            faults("Date,Close,High") == [
                "1:6: 'Close' is a column of a file of one security: say --ticker TICKER",
                "1:12: 'High' is not a ticker; write for example AMZN",
            ])
        #expect(faults("date,AAPL,AAPL") == ["1:11: the column 'AAPL' stands already at column 6"])
        #expect(faults("date") == ["1:1: the header names no ticker; it starts as date,AAPL"])
        #expect(
            faults("date,AAPL,SP500", indexes: ["SP50"]) == [
                "1:1: there is no column 'SP50', which --index names; nearest: SP500"
            ])
    }

    /// The table of a text; lines are kept as the command keeps a file.
    private func table(_ text: String, ticker: String? = "AMZN", midpoints: Bool = false) throws -> PriceTable {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        let header = String(decoding: lines.removeFirst(), as: UTF8.self)
        var table = PriceTable(layout: try layout(header, ticker: ticker), takesMidpoints: midpoints)
        for (index, line) in lines.enumerated() { table.add(line, line: index + 2, offset: index) }
        try table.order { lines[$0.offset] }
        return table
    }

    @Test("every fault of the file is listed with its line and column")
    func all() throws {
        let table = try table(
            """
            date,close,high,low,volume
            2025-11-03,"1,254.00",1,2,0
            2025-11-31,1e3,NA,,-5

            2025-11-05,-3,0,1,2
            2025-11-06,1
            2025-11-07,1,2,1,1,000
            ,,,,
            """)
        #expect(
            table.faults.map(\.description) == [
                "2:12: '1,254.00' has a thousands separator; write 1254.00",
                "2:23: the high 1 is below the low 2",
                "3:1: '2025-11-31' is not a day: that month has 30 days",
                "3:12: '1e3' is in scientific notation; write 1000",
                "3:20: a volume of -5; it cannot be negative",
                "5:12: a price of -3; a share has none below zero: say --midpoints where a minus marks a bid-ask midpoint",
                "5:15: a price of zero; leave the cell empty where there is no price",
                "6:12: the line has 2 fields, the header 5",
                "7:20: the line has 6 fields, the header 5; a number has no thousands separator",
            ])
    }

    @Test("days come in their order, whatever the file's; the same day with the same value counts once")
    func order() throws {
        let table = try table("date,close\n2025-11-04,2.50\n2025/11/3,1\n2025-11-04,2.5\n20251031,3")
        #expect(table.faults.isEmpty)
        #expect(table.rows.map { $0.day?.description } == ["2025-10-31", "2025-11-03", "2025-11-04"])
        #expect(table.rows.map(\.line) == [5, 3, 2])
    }

    @Test("the same day with another value names both lines")
    func duplicates() throws {
        let table = try table("date,close,high\n2025-11-03,1,2\n2025-11-04,2,2\n2025-11-03,1,3\n2025-11-04,2,")
        #expect(
            table.faults.map(\.description) == [
                "4:14: 2025-11-03 stands twice: AMZN has the high 3 here and 2 in line 2",
                "5:14: 2025-11-04 stands twice: AMZN has the high nothing here and 2 in line 3",
            ])
    }

    @Test("a minus is a midpoint where that is said")
    func midpoints() throws {
        #expect(try table("date,close\n2025-11-03,-3", midpoints: true).faults.isEmpty)
        #expect(
            try table("date,close,volume\n2025-11-03,3,-3", midpoints: true).faults.map(\.description)
                == ["2:14: a volume of -3; it cannot be negative"])
    }

    @Test("a header alone is no price file")
    func empty() throws {
        #expect(
            try table("date,close").faults.map(\.description) == ["1:1: there is no day below the header"])
    }

    @Test("of very many faults the first ten thousand are kept, and the others counted")
    func many() throws {
        let table = try table("date,close\n" + (0..<10_007).map { _ in "x,1\n" }.joined())
        #expect(table.faults.count == 10_000)
        #expect(table.furtherFaults == 7)
    }
}

@Suite("What of a price file is to be recorded, beside what the ledger holds")
struct PricePlanTests {
    private static let days = ["2025-10-30", "2025-10-31", "2025-11-03", "2025-11-04", "2025-11-05"].map {
        CivilDay($0)
    }

    private func prices(_ close: [String?], previous: String? = nil) throws -> SecurityPrices {
        let days = try (0..<close.count).map { try #require(Self.days[$0]) }
        return SecurityPrices(
            days: days, lines: Array(2..<(2 + close.count)), values: [.close: close],
            previousDay: previous.flatMap { CivilDay($0) })
    }

    private func held(_ days: [String], _ close: [String?], previous: String? = nil, id: String = "e") -> HeldPrices {
        var data: JSONObject = [
            "days": .array(days.map { .string($0) }), "close": .array(close.map { $0.map { .string($0) } ?? .null }),
        ]
        data["previousDay"] = previous.map { .string($0) }
        return HeldPrices(event: id, data: data)
    }

    /// "2025-10-31,2025-11-03 after 2025-10-30".
    private func summary(_ plan: PricePlan) -> [String] {
        plan.additions.map { data in
            (data["days"]?.array ?? []).compactMap(\.string).map { String($0.dropFirst(5)) }.joined(separator: " ")
                + (data["previousDay"]?.string.map { " after " + $0.dropFirst(5) } ?? "")
        }
    }

    @Test("all days of a year are one event, tied to the session before it")
    func new() throws {
        let plan = PricePlan(try prices(["1", "2", "3"], previous: "2025-10-29"), held: [])
        #expect(summary(plan) == ["10-30 10-31 11-03 after 10-29"])
        #expect(plan.newDays == 3)
    }

    @Test("a day without a price stays between others and is left out at the ends")
    func gaps() throws {
        #expect(summary(PricePlan(try prices([nil, "2", nil, "4", nil]), held: [])) == ["10-31 11-03 11-04"])
        #expect(PricePlan(try prices([nil, nil]), held: []).additions.isEmpty)
    }

    @Test("what is held with the same value is not recorded again, however it is written")
    func same() throws {
        let plan = PricePlan(
            try prices(["1.50", "2"]), held: [held(["2025-10-30", "2025-10-31"], ["1.5", "2.00"])])
        #expect(plan.additions.isEmpty && plan.conflicts.isEmpty && plan.newDays == 0)
    }

    @Test("later days are tied to the last one held")
    func later() throws {
        let plan = PricePlan(
            try prices(["1", "2", "3"]), held: [held(["2025-10-30", "2025-10-31"], ["1", "2"])])
        #expect(summary(plan) == ["11-03 after 10-31"])
    }

    @Test("earlier days are tied to the first one held by saying it again, where its event knows no day before it")
    func earlier() throws {
        let days = try prices(["1", "2", "3"])
        #expect(summary(PricePlan(days, held: [held(["2025-11-03"], ["3"])])) == ["10-30 10-31 11-03"])
        #expect(
            summary(PricePlan(days, held: [held(["2025-11-03"], ["3"], previous: "2025-10-31")])) == ["10-30 10-31"])
    }

    @Test("another value is a conflict that names day, field, values and event")
    func conflicts() throws {
        let days = try prices(["1", "2", "3"])
        let plan = PricePlan(days, held: [held(["2025-10-30", "2025-10-31"], ["1.1", "2"])])
        #expect(
            plan.conflicts.map { $0.reason("XNAS:AMZN", days.days[$0.index]) } == [
                "XNAS:AMZN is recorded on 2025-10-30 with the close 1.1 (event e); the file says 1; "
                    + "say --correct to record a correction"
            ])
        #expect(summary(plan) == ["11-03 after 10-31"])
    }

    @Test(
        "a value that nobody has recorded, such as a high beside a close, is no conflict: the day is recorded with it")
    func completion() throws {
        let days = try prices(["1", "2", "3"])
        let whole = SecurityPrices(
            days: days.days, lines: days.lines, values: [.close: ["1", "2", "3"], .high: [nil, "2.5", nil]],
            previousDay: nil)
        let plan = PricePlan(whole, held: [held(["2025-10-30", "2025-10-31", "2025-11-03"], ["1", "2", nil])])
        #expect(plan.conflicts.isEmpty)
        #expect(summary(plan) == ["10-31 11-03 after 10-30"])
        #expect(plan.additions.first?["high"] == ["2.5", .null])
        let again = plan.additions.map { HeldPrices(event: "more", data: $0) }
        #expect(
            PricePlan(whole, held: [held(["2025-10-30", "2025-10-31", "2025-11-03"], ["1", "2", nil])] + again)
                .additions.isEmpty)
    }

    @Test("a session between two that an event has is one more session: a row that is missing says nothing")
    func between() throws {
        let days = try prices(["1", "2", "3"])
        let plan = PricePlan(days, held: [held(["2025-10-30", "2025-11-03"], ["1", "3"])])
        #expect(plan.conflicts.isEmpty)
        #expect(summary(plan) == ["10-31 after 10-30"])
    }

    @Test("an adjusted close that is corrected leaves its event, where that is adjusted through another day")
    func rebased() throws {
        var data = held(["2025-10-30", "2025-10-31"], ["10", "20"]).data
        data["adjustedThrough"] = "2025-11-01"
        let old = HeldPrices(event: "e", data: data)
        let plan = PricePlan(try prices(["10", "2"]), held: [old], adjustedThrough: "2025-11-10")
        let correction = try #require(plan.corrections(of: "XNAS:AMZN").first)
        #expect(correction.data["close"] == ["10", .null])
        #expect(
            correction.reason == "prices of XNAS:AMZN: 2025-10-31 close 2 instead of 20, in an event of its own")
        #expect(summary(plan) == ["10-31 after 10-30"])
        #expect(plan.knownDays == 1)
        // On one basis it is a correction like any other.
        let same = PricePlan(try prices(["10", "2"]), held: [old], adjustedThrough: "2025-11-01")
        #expect(same.corrections(of: "XNAS:AMZN").first?.data["close"] == ["10", "2"])
        #expect(same.additions.isEmpty)
    }

    @Test("a correction is the whole payload with the file's values, and says what was wrong")
    func corrections() throws {
        let plan = PricePlan(
            try prices(["1", "2", "3.1"]), held: [held(["2025-10-30", "2025-10-31", "2025-11-03"], ["1", nil, "3"])])
        let corrections = plan.corrections(of: "XNAS:AMZN")
        #expect(corrections.map(\.event.event) == ["e"])
        #expect(
            corrections.map(\.reason) == [
                "prices of XNAS:AMZN: 2025-11-03 close 3.1 instead of 3"
            ])
        #expect(corrections[0].data["days"] == ["2025-10-30", "2025-10-31", "2025-11-03"])
        #expect(corrections[0].data["close"] == ["1", .null, "3.1"])
        #expect(summary(plan) == ["10-31 after 10-30"])
    }

    @Test(
        "any parts of a file taken in any order leave nothing new, and every step between two sessions stated",
        arguments: (0..<100).map { UInt64($0) })
    func parts(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let close: [String?] = ["1", "2", "3", "4", "5"]
        var events: [HeldPrices] = []
        let whole = try prices(close)
        // Prefixes of the file, as it grows from day to day, and then the whole of it.
        for length in (0..<3).map({ _ in Int.random(in: 1...5, using: &random) }) + [5] {
            let start = Int.random(in: 0..<length, using: &random)
            let part = length == 5 && Bool.random(using: &random) ? whole : whole.part(start..<length)
            events += PricePlan(part, held: events).additions.map {
                HeldPrices(event: "e\(events.count)", data: $0)
            }
        }
        events += PricePlan(whole, held: events).additions.map { HeldPrices(event: "last", data: $0) }
        #expect(PricePlan(whole, held: events).newDays == 0)
        var steps: Set<[CivilDay]> = []
        for event in events {
            steps.formUnion(zip(event.days, event.days.dropFirst()).map { [$0, $1] })
            if let previous = event.previousDay, let first = event.days.first { steps.insert([previous, first]) }
        }
        #expect(steps == Set(zip(whole.days, whole.days.dropFirst()).map { [$0, $1] }), "seed \(seed)")
    }

    @Test(
        "any files of one truth leave the same prices and cover the same days, in whatever order they come",
        arguments: (0..<200).map { UInt64($0) })
    func anyOrder(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let days = try (0..<8).map { try #require(CivilDay(daysSinceEpoch: 20_390 + $0)) }
        // Files of some of the days, with some cells empty: of a market with other holidays, from another vendor.
        var files: [SecurityPrices] = []
        for _ in 0..<4 {
            let own = days.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            func column(_ name: String) -> [String?] {
                own.map { Int.random(in: 0..<3, using: &random) > 0 ? "\($0.day)\(name)" : nil }
            }
            files.append(
                SecurityPrices(
                    days: own, lines: Array(own.indices),
                    values: [.close: column(".5"), .high: column(".75")], previousDay: nil))
        }
        func outcome(_ files: [SecurityPrices]) -> [String] {
            var events: [HeldPrices] = []
            for file in files {
                let plan = PricePlan(file, held: events)
                #expect(plan.corrections(of: "X").isEmpty, "so --correct changes nothing either, seed \(seed)")
                events += plan.additions.enumerated().map { HeldPrices(event: "\(events.count) \($0)", data: $1) }
                #expect(PricePlan(file, held: events).additions.isEmpty, "the same again adds nothing, seed \(seed)")
            }
            var values: Set<String> = []
            for event in events {
                for (index, day) in event.days.enumerated() {
                    for field in ["close", "high"] {
                        guard let value = event.data[field]?.array?[index].string else { continue }
                        values.insert("\(day) \(field) \(value)")
                    }
                }
            }
            return values.sorted() + HeldPrices.spans(events).map { "\($0)" }
        }
        let first = outcome(files)
        for _ in 0..<5 { #expect(outcome(files.shuffled(using: &random)) == first, "seed \(seed)") }
    }

    /// What a ledger would hold, as `import` leaves it.
    private struct Held {
        var events: [HeldPrices] = []

        /// Whether the file is taken.
        mutating func take(_ file: SecurityPrices, correct: Bool, through: String? = nil) -> Bool {
            let plan = PricePlan(file, held: events, adjustedThrough: through)
            guard correct || plan.conflicts.isEmpty else { return false }
            for correction in plan.corrections(of: "X") {
                guard let place = events.firstIndex(where: { $0.event == correction.event.event }) else { continue }
                events[place] = HeldPrices(event: correction.event.event, data: correction.data)
            }
            for (index, addition) in plan.additions.enumerated() {
                var data = addition
                data["adjustedThrough"] = through.map { .string($0) }
                events.append(HeldPrices(event: "\(events.count) \(index)", data: data))
            }
            return true
        }

        /// What is said of each day and field; several values where events contradict each other.
        var cells: [String: Set<String>] {
            var cells: [String: Set<String>] = [:]
            for event in events {
                for (index, day) in event.days.enumerated() {
                    for field in ["close", "high"] {
                        guard let value = event.data[field]?.array?[index].string else { continue }
                        cells["\(day) \(field)", default: []].insert(value)
                    }
                }
            }
            return cells
        }
    }

    private static func cells(_ file: SecurityPrices) -> [String: Set<String>] {
        var cells: [String: Set<String>] = [:]
        for (field, values) in file.values {
            for (day, value) in zip(file.days, values) { cells["\(day) \(field.rawValue)"] = value.map { [$0] } }
        }
        return cells
    }

    /// Files of some of the days, with some cells empty, of values that are the same in all files or made up for each.
    private func file(_ random: inout Seeded, differing: Bool) throws -> SecurityPrices {
        let days = try (0..<8).map { try #require(CivilDay(daysSinceEpoch: 20_390 + $0)) }
        let own = days.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
        func column(_ name: String) -> [String?] {
            own.map { day in
                let mark = differing ? "\(Int.random(in: 1...9, using: &random))" : ""
                return Int.random(in: 0..<3, using: &random) > 0 ? "\(day.day)\(name)\(mark)" : nil
            }
        }
        return SecurityPrices(
            days: own, lines: Array(own.indices), values: [.close: column(".5"), .high: column(".75")],
            previousDay: nil)
    }

    @Test(
        "with --correct a file is laid over what stands: each cell is of the last file that has it, in whatever order those before it came",
        arguments: (0..<200).map { UInt64($0) })
    func laidOver(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let agreeing = try (0..<3).map { _ in try file(&random, differing: false) }
        let restated = try (0..<2).map { _ in try file(&random, differing: true) }
        var outcomes: Set<String> = []
        for _ in 0..<5 {
            var held = Held()
            var expected: [String: Set<String>] = [:]
            for file in agreeing.shuffled(using: &random) + restated {
                _ = held.take(file, correct: true)
                expected.merge(Self.cells(file)) { $1 }
                #expect(held.cells == expected, "seed \(seed)")
                let events = held.events.count
                let isTaken = held.take(file, correct: false)
                #expect(isTaken && held.events.count == events, "the same again, seed \(seed)")
            }
            outcomes.insert("\(HeldPrices.spans(held.events))")
        }
        #expect(outcomes.count == 1, "seed \(seed): \(outcomes)")
    }

    @Test(
        "without it a file that contradicts another is refused, so that no order decides by itself which of them holds",
        arguments: (0..<100).map { UInt64($0) })
    func refusedInEachOrder(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let files = try (0..<2).map { _ in try file(&random, differing: true) }
        let (one, other) = (Self.cells(files[0]), Self.cells(files[1]))
        let agree = one.allSatisfy { cell in other[cell.key] == nil || other[cell.key] == cell.value }
        for order in [files, files.reversed()] {
            var held = Held()
            let isFirstTaken = held.take(order[0], correct: false)
            let before = held.cells
            let isSecondTaken = held.take(order[1], correct: false)
            #expect(isFirstTaken && isSecondTaken == agree, "seed \(seed)")
            if !agree { #expect(held.cells == before, "seed \(seed)") }
        }
    }

    @Test(
        "so is a file that is adjusted through another day: all that it says stands, and no event has days of two bases",
        arguments: (0..<200).map { UInt64($0) })
    func laidOverAnotherBasis(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        var held = Held()
        for through in ["2025-11-10", "2025-11-20", "2025-11-10"] {
            let file = try file(&random, differing: true)
            _ = held.take(file, correct: true, through: through)
            let cells = held.cells
            #expect(cells.values.allSatisfy { $0.count == 1 }, "seed \(seed)")
            #expect(cells.merging(Self.cells(file)) { $1 } == cells, "seed \(seed)")
            #expect(PricePlan(file, held: held.events, adjustedThrough: through).newDays == 0, "seed \(seed)")
        }
    }
}
