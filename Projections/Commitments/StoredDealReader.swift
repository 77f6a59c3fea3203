import CivilTime
import MarketEvents

/// Reads deals back. They point into the bytes that they were read from. Keeps what is used again from deal to deal.
final class StoredDealReader {
    private var place = UnsafePointer<UInt8>(bitPattern: 1)
    private var left = 0
    private var terms: [Bytes: ISODuration?] = [:]
    private var units: [UInt64: MeasureUnit] = [:]
    private let arena = Arena()

    private struct NoDeal: Error {}

    /// Nil for bytes that no deal was written to.
    func deal(_ bytes: Bytes) -> Deal? {
        (place, left) = (bytes.start, bytes.count)
        do { return left > 0 ? try deal() : nil } catch { return nil }
    }

    private func deal() throws(NoDeal) -> Deal {
        let (id, buyer, supplier) = (try text(), try text(), try text())
        let (kind, commitment) = (try text(), try text())
        let (through, termQualifier, schedule) = (try textIfAny(), try textIfAny(), try textIfAny())
        let (ended, countedIn) = (try textIfAny(), try textIfAny())
        var deliveries = DealDeliveries()
        deliveries.measure = try textIfAny()
        let term = try flag() ? try duration() : nil
        let starts = try flag() ? try termStart() : nil
        let (total, capacity) = (try quantity(), try quantity())
        (deliveries.delivered, deliveries.paid, deliveries.prepaid) = (try quantity(), try quantity(), try quantity())
        let certainty = try certainty()
        let flags = try byte()
        let announced = try moment()
        let makers = try list { () throws(NoDeal) in try text() }
        let plans = try list { () throws(NoDeal) in (plan: try text(), basis: try text()) }
        let amounts = try list { () throws(NoDeal) in try self.amounts() }
        let deal = Deal(
            id: id, buyer: buyer, supplier: supplier, through: through, kind: kind, commitment: commitment,
            total: total, capacity: capacity, term: term, termQualifier: termQualifier, starts: starts,
            schedule: schedule, makers: makers, plans: plans, amounts: amounts, certainty: certainty,
            isSure: flags & 2 != 0, ended: ended, isExpired: flags & 1 != 0, announced: announced,
            deliveries: deliveries, events: try list { () throws(NoDeal) in try text() })
        (deal.countedIn, deal.isHeldOpen, deal.isWithinCompany) = (countedIn, flags & 4 != 0, flags & 8 != 0)
        deal.settle()
        guard left == 0 else { throw NoDeal() }
        return deal
    }

    private func termStart() throws(NoDeal) -> TermStart {
        guard let day = CivilDay(daysSinceEpoch: try number()),
            let precision = TermStart.Precision(rawValue: Int(try byte()))
        else { throw NoDeal() }
        return TermStart(day: day, precision: precision)
    }

    private func amounts() throws(NoDeal) -> DealAmounts {
        let unit = try unit(try text())
        let strength = try strength()
        let openEntry = try flag() ? try number() : nil
        let base = try flag() ? try bounds(unit) : nil
        func entries() throws(NoDeal) -> [DealAmounts.Entry] {
            try list { () throws(NoDeal) in
                let (amount, certainty) = (try bounds(unit), try certainty())
                guard let source = DealAmounts.Entry.Source(rawValue: try byte()) else { throw NoDeal() }
                return DealAmounts.Entry(
                    amount: amount, certainty: certainty, rank: certainty.rank, source: source, event: try text())
            }
        }
        var amounts = DealAmounts(
            unit: unit, strength: strength, base: base, entries: try entries(), expected: try entries(),
            parts: try list { () throws(NoDeal) in
                let (name, strength, amount) = (try text(), try self.strength(), try bounds(unit))
                let moved = try flag() ? try certainty() : nil
                return DealAmounts.Part(
                    name: name, strength: strength, amount: amount, moved: moved, event: try text())
            })
        guard openEntry.map(amounts.entries.indices.contains) ?? true else { throw NoDeal() }
        amounts.openEntry = openEntry
        amounts.outers = try list { () throws(NoDeal) in
            DealAmounts.Outer(deal: try text(), isWeaker: try flag())
        }
        amounts.withheld = try list { () throws(NoDeal) in
            DealAmounts.Withheld(deal: try text(), amount: try bounds(unit))
        }
        return amounts
    }

    private func strength() throws(NoDeal) -> Strength {
        guard let strength = Strength(rawValue: try byte()) else { throw NoDeal() }
        return strength
    }

    private func certainty() throws(NoDeal) -> Certainty {
        let place = Int(try byte())
        guard Certainty.allCases.indices.contains(place) else { throw NoDeal() }
        return Certainty.allCases[place]
    }

    private func bounds(_ unit: MeasureUnit) throws(NoDeal) -> Bounds {
        let flags = try byte()
        let lower = flags & 1 != 0 ? try decimal() : nil
        let upper = flags & 8 != 0 ? lower : flags & 2 != 0 ? try decimal() : nil
        return Bounds(lower: lower, upper: upper, isAbout: flags & 4 != 0, unit: unit)
    }

    // MARK: parts

    private func bytes(_ count: Int) throws(NoDeal) -> Bytes {
        guard let start = place, count >= 0, count <= left else { throw NoDeal() }
        (place, left) = (start + count, left - count)
        return Bytes(start: start, count: count)
    }

    @inline(__always)
    private func byte() throws(NoDeal) -> UInt8 {
        guard let start = place, left > 0 else { throw NoDeal() }
        (place, left) = (start + 1, left - 1)
        return start.pointee
    }

    private func flag() throws(NoDeal) -> Bool { try byte() != 0 }

    private func unsigned() throws(NoDeal) -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = try byte()
            guard shift < 64 else { throw NoDeal() }
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
            shift += 7
        }
    }

    private func number() throws(NoDeal) -> Int {
        let value = try unsigned()
        return Int(bitPattern: UInt(value >> 1)) ^ -Int(value & 1)
    }

    private func textIfAny() throws(NoDeal) -> Bytes? {
        let length = try unsigned()
        guard length > 0 else { return nil }
        guard length - 1 <= left else { throw NoDeal() }
        return try bytes(Int(length) - 1)
    }

    private func text() throws(NoDeal) -> Bytes {
        guard let text = try textIfAny() else { throw NoDeal() }
        return text
    }

    private func list<Element>(_ element: () throws(NoDeal) -> Element) throws(NoDeal) -> [Element] {
        let count = try number()
        // Each takes a byte at least.
        guard count >= 0, count <= left else { throw NoDeal() }
        guard count > 0 else { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try element()) }
        return elements
    }

    private func duration() throws(NoDeal) -> ISODuration? {
        let text = try text()
        if let known = terms[text] { return known }
        let duration = ISODuration(text.string)
        terms[arena.copy(text)] = .some(duration)
        return duration
    }

    private func instant() throws(NoDeal) -> Instant {
        let (seconds, nanoseconds) = (try number(), try number())
        guard (0..<1_000_000_000).contains(nanoseconds) else { throw NoDeal() }
        return Instant(seconds: seconds, nanoseconds: nanoseconds)
    }

    private func moment() throws(NoDeal) -> Moment {
        let text = try text()
        let start = try flag() ? try instant() : nil
        let end = try instant()
        return Moment(
            text: text, start: start, end: end, includesEnd: start == end,
            day: try flag() ? Int32(truncatingIfNeeded: try number()) : nil)
    }

    private func quantity() throws(NoDeal) -> Quantity? {
        guard let code = try textIfAny() else { return nil }
        let unit = try unit(code)
        let amount = try decimal()
        let qualifier = Int(try byte())
        guard Qualifier.allCases.indices.contains(qualifier) else { throw NoDeal() }
        let flags = try byte()
        let upper = flags & 1 == 0 ? nil : try decimal()
        return Quantity(
            amount, unit, Qualifier.allCases[qualifier], upper: upper, isApproximate: flags & 2 != 0,
            stated: flags & 4 == 0 ? nil : try text().string)
    }

    private func unit(_ code: Bytes) throws(NoDeal) -> MeasureUnit {
        guard code.count <= 8 else { throw NoDeal() }
        if let known = units[code.head] { return known }
        guard let unit = MeasureUnit.named(code.string) else { throw NoDeal() }
        units[code.head] = unit
        return unit
    }

    private func decimal() throws(NoDeal) -> ExactDecimal {
        let scale = try byte()
        if scale < 128 { return ExactDecimal(coefficient: Int128(try number()), scale: Int(scale)) }
        let large = try number()
        guard (0...64).contains(large) else { throw NoDeal() }
        let coefficient = UnsafeRawPointer(try bytes(16).start).loadUnaligned(as: Int128.self)
        return ExactDecimal(coefficient: coefficient, scale: large)
    }
}
