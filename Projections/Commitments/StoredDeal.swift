import CivilTime
import MarketEvents

/// A folded deal as bytes: what its companies and plans are folded from later, when its facts are gone.
enum StoredDeal {
    /// A missing text; a length is one more.
    private static let missing: UInt8 = 0

    static func append(_ deal: Deal, to buffer: ByteBuffer) {
        for text in [deal.id, deal.buyer, deal.supplier, deal.kind, deal.commitment] { append(text, to: buffer) }
        for text in [
            deal.through, deal.termQualifier, deal.schedule, deal.ended, deal.countedIn, deal.deliveries.measure,
        ] {
            append(text, to: buffer)
        }
        buffer.append(UInt8(deal.term == nil ? 0 : 1))
        if let term = deal.term { append(term.description, to: buffer) }
        append(number: deal.starts.map { $0.day.daysSinceEpoch }, to: buffer)
        if let starts = deal.starts { buffer.append(UInt8(starts.precision.rawValue)) }
        let deliveries = deal.deliveries
        for quantity in [deal.total, deal.capacity, deliveries.delivered, deliveries.paid, deliveries.prepaid] {
            append(quantity, to: buffer)
        }
        append(deal.certainty, to: buffer)
        buffer.append(
            UInt8(
                (deal.isExpired ? 1 : 0) | (deal.isSure ? 2 : 0) | (deal.isHeldOpen ? 4 : 0)
                    | (deal.isWithinCompany ? 8 : 0)))
        append(deal.announced, to: buffer)
        append(deal.makers, to: buffer) { append($0, to: buffer) }
        append(deal.plans, to: buffer) {
            append($0.plan, to: buffer)
            append($0.basis, to: buffer)
        }
        append(deal.amounts, to: buffer) { append($0, to: buffer) }
        append(deal.events, to: buffer) { append($0, to: buffer) }
    }

    private static func append(_ amounts: DealAmounts, to buffer: ByteBuffer) {
        append(amounts.unit.code, to: buffer)
        buffer.append(amounts.strength.rawValue)
        append(number: amounts.openEntry, to: buffer)
        buffer.append(UInt8(amounts.base == nil ? 0 : 1))
        if let base = amounts.base { append(base, to: buffer) }
        for entries in [amounts.entries, amounts.expected] {
            append(entries, to: buffer) { entry in
                append(entry.amount, to: buffer)
                append(entry.certainty, to: buffer)
                buffer.append(entry.source.rawValue)
                append(entry.event, to: buffer)
            }
        }
        append(amounts.parts, to: buffer) { part in
            append(part.name, to: buffer)
            buffer.append(part.strength.rawValue)
            append(part.amount, to: buffer)
            buffer.append(UInt8(part.moved == nil ? 0 : 1))
            if let moved = part.moved { append(moved, to: buffer) }
            append(part.event, to: buffer)
        }
        append(amounts.outers, to: buffer) {
            append($0.deal, to: buffer)
            buffer.append(UInt8($0.isWeaker ? 1 : 0))
        }
        append(amounts.withheld, to: buffer) {
            append($0.deal, to: buffer)
            append($0.amount, to: buffer)
        }
    }

    private static func append<Element>(
        _ list: [Element], to buffer: ByteBuffer, _ element: (Element) -> Void
    ) {
        append(number: list.count, to: buffer)
        for item in list { element(item) }
    }

    private static func append(_ certainty: Certainty, to buffer: ByteBuffer) {
        buffer.append(UInt8(Certainty.allCases.firstIndex(of: certainty) ?? 0))
    }

    /// Without its unit.
    private static func append(_ bounds: Bounds, to buffer: ByteBuffer) {
        let flags = (bounds.lower == nil ? 0 : 1) | (bounds.upper == nil ? 0 : 2) | (bounds.isAbout ? 4 : 0)
        let isOne = bounds.lower == bounds.upper
        buffer.append(UInt8(flags | (isOne ? 8 : 0)))
        if let lower = bounds.lower { append(lower, to: buffer) }
        if !isOne, let upper = bounds.upper { append(upper, to: buffer) }
    }

    private static func append(_ text: Bytes?, to buffer: ByteBuffer) {
        guard let text else { return buffer.append(missing) }
        append(unsigned: UInt64(text.count) + 1, to: buffer)
        buffer.append(text)
    }

    private static func append(_ text: String, to buffer: ByteBuffer) {
        append(unsigned: UInt64(text.utf8.count) + 1, to: buffer)
        buffer.append(text)
    }

    /// Seven bits a byte, the lowest first.
    private static func append(unsigned number: UInt64, to buffer: ByteBuffer) {
        var rest = number
        while rest >= 128 {
            buffer.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        buffer.append(UInt8(rest))
    }

    private static func append(number: Int, to buffer: ByteBuffer) {
        append(unsigned: UInt64(bitPattern: Int64(number << 1 ^ number >> 63)), to: buffer)
    }

    private static func append(number: Int?, to buffer: ByteBuffer) {
        buffer.append(UInt8(number == nil ? 0 : 1))
        if let number { append(number: number, to: buffer) }
    }

    private static func append(_ instant: Instant, to buffer: ByteBuffer) {
        append(number: instant.seconds, to: buffer)
        append(number: instant.nanoseconds, to: buffer)
    }

    private static func append(_ moment: Moment, to buffer: ByteBuffer) {
        append(moment.text, to: buffer)
        buffer.append(UInt8(moment.start == nil ? 0 : 1))
        if let start = moment.start { append(start, to: buffer) }
        append(moment.end, to: buffer)
        append(number: moment.day.map(Int.init), to: buffer)
    }

    private static func append(_ quantity: Quantity?, to buffer: ByteBuffer) {
        guard let quantity else { return buffer.append(missing) }
        append(quantity.unit.code, to: buffer)
        append(quantity.amount, to: buffer)
        buffer.append(UInt8(Qualifier.allCases.firstIndex(of: quantity.qualifier) ?? 0))
        let (hasUpper, isStated) = (quantity.upper != nil, quantity.stated != nil)
        buffer.append(UInt8((hasUpper ? 1 : 0) | (quantity.isApproximate ? 2 : 0) | (isStated ? 4 : 0)))
        if let upper = quantity.upper { append(upper, to: buffer) }
        if let stated = quantity.stated { append(stated, to: buffer) }
    }

    /// Few have more than 64 bits.
    private static func append(_ decimal: ExactDecimal, to buffer: ByteBuffer) {
        if let small = Int(exactly: decimal.coefficient), decimal.scale < 128 {
            buffer.append(UInt8(decimal.scale))
            append(number: small, to: buffer)
        } else {
            buffer.append(UInt8(128))
            append(number: decimal.scale, to: buffer)
            buffer.append(raw: decimal.coefficient)
        }
    }
}
