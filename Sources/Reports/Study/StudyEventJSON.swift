import CanonicalJSON
import EventStudy
import MarketEvents
import Projections

/// The events of a study as canonical JSON, member by member in the order of their names, without objects in between.
struct StudyEventJSON: Sendable {
    private let report: StudyReport
    /// The sessions of the calendar, the days of the event window and the tested windows, as they are written.
    private let sessions: [[UInt8]]
    private let days: [UInt8]
    private let windows: [[UInt8]]

    init(_ report: StudyReport) {
        self.report = report
        sessions = report.calendar.days.map { Array("\"\($0)\"".utf8) }
        let design = report.sample.design
        days = Array("[\(design.window.map(String.init).joined(separator: ","))]".utf8)
        windows = design.tested.map { Array("[\($0.lowerBound),\($0.upperBound)]".utf8) }
    }

    /// Bytes of an event with the usual windows.
    private static let usualLength = 3_000

    /// Some of the events, each but the first of all with a comma before it.
    func bytes(of events: Range<Int>) -> [UInt8] {
        var writer = StatisticsWriter(capacity: events.count * StudyEventJSON.usualLength)
        for event in events {
            if event > 0 { writer.raw(",") }
            write(event, to: &writer)
        }
        return writer.bytes
    }

    private func write(_ index: Int, to writer: inout StatisticsWriter) {
        let subject = report.subjects[index]
        let sample = report.sample
        let estimate = sample.estimates[index]
        let zero = sample.subjects[index].dayZero
        writer.number("{\"alpha\":", estimate.alpha)
        writer.text(",\"amountReason\":", subject.amountReason)
        writer.numbers(",\"ar\":", sample.abnormalReturns(of: index))
        writer.number(",\"beta\":", estimate.beta)
        writer.raw(",\"cars\":[")
        for (place, cumulated) in sample.cumulated(of: index).enumerated() {
            if place > 0 { writer.raw(",") }
            write(cumulated, subject.amounts[place], windows[place], to: &writer)
        }
        writer.text("],\"company\":", subject.company)
        writer.text(",\"date\":", subject.date.description)
        writer.raw(",\"dates\":[")
        for day in sample.design.window {
            if day > sample.design.window.lowerBound { writer.raw(",") }
            if sessions.indices.contains(zero + day) { writer.raw(sessions[zero + day]) } else { writer.raw("null") }
        }
        writer.raw("],\"day0\":")
        writer.raw(sessions[zero])
        writer.text(",\"dayZeroBy\":", subject.dayZeroReason)
        writer.raw(",\"days\":")
        writer.raw(days)
        writer.amount(subject.dayZeroAmount)
        writer.raw(",\"estimationDates\":")
        if let rows = sample.estimationRows(of: index) {
            writer.raw("[")
            writer.raw(sessions[rows.lowerBound])
            writer.raw(",")
            writer.raw(sessions[rows.upperBound])
            writer.raw("]")
        } else {
            writer.raw("null")
        }
        writer.text(",\"event\":", subject.event)
        writer.texts(",\"events\":", subject.events)
        writer.raw(",\"hourUnknown\":")
        if subject.isHourUnknown { writer.raw("true") } else { writer.raw("false") }
        writer.texts(",\"joined\":", subject.joined)
        writer.integer(",\"m\":", estimate.days)
        writer.quantity(",\"marketValueChange\":", subject.marketValueChange)
        writer.texts(",\"notes\":", subject.notes)
        writer.texts(",\"overlapping\":", subject.overlapping)
        writer.number(",\"r2\":", estimate.rSquared)
        writer.numbers(",\"sAr\":", sample.standardDeviations(of: index))
        writer.numbers(",\"sar\":", sample.standardizedReturns(of: index))
        writer.number(",\"seAlpha\":", estimate.standardErrorAlpha)
        writer.number(",\"seBeta\":", estimate.standardErrorBeta)
        writer.text(",\"series\":", subject.series)
        writer.number(",\"sigma\":", estimate.sigma)
        writer.number(",\"sse\":", estimate.sumOfSquares)
        writer.text(",\"ticker\":", subject.ticker)
        writer.raw("}")
    }

    private func write(
        _ cumulated: CumulatedReturn, _ amount: StudyAmount?, _ window: [UInt8], to writer: inout StatisticsWriter
    ) {
        let exactT = cumulated.exactT
        writer.number("{\"bharMarket\":", cumulated.buyAndHoldOverMarket)
        writer.number(",\"bharModel\":", cumulated.buyAndHoldOverModel)
        writer.number(",\"car\":", cumulated.car)
        writer.number(",\"csar\":", cumulated.csar)
        writer.integer(",\"df\":", cumulated.degreesOfFreedom)
        writer.amount(amount)
        writer.number(",\"pExact\":", cumulated.exactP)
        writer.number(",\"scar\":", exactT)
        writer.number(",\"tExact\":", exactT)
        writer.number(",\"tSimple\":", cumulated.simpleT)
        writer.number(",\"varExact\":", cumulated.exactVariance)
        writer.number(",\"varSimple\":", cumulated.simpleVariance)
        writer.raw(",\"window\":")
        writer.raw(window)
        writer.raw("}")
    }
}

/// Appends members to JSON text; each name comes with what stands before and behind it.
private struct StatisticsWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func raw(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    private mutating func number(_ value: Double) {
        if value.isFinite { CanonicalText.append(number: value, to: &bytes) } else { raw("null") }
    }

    mutating func number(_ name: StaticString, _ value: Double) {
        raw(name)
        number(value)
    }

    mutating func numbers(_ name: StaticString, _ values: some Collection<Double>) {
        raw(name)
        raw("[")
        var isFirst = true
        for value in values {
            if !isFirst { raw(",") }
            isFirst = false
            number(value)
        }
        raw("]")
    }

    mutating func integer(_ name: StaticString, _ value: Int) {
        raw(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func text(_ name: StaticString, _ text: String?) {
        raw(name)
        if let text { CanonicalText.append(string: text, to: &bytes) } else { raw("null") }
    }

    mutating func texts(_ name: StaticString, _ texts: [String]) {
        raw(name)
        raw("[")
        for (place, text) in texts.enumerated() {
            if place > 0 { raw(",") }
            CanonicalText.append(string: text, to: &bytes)
        }
        raw("]")
    }

    mutating func quantity(_ name: StaticString, _ quantity: Quantity?) {
        raw(name)
        if let quantity { bytes.append(contentsOf: quantity.json.canonicalBytes) } else { raw("null") }
    }

    /// The amount with its 95 % interval and standard error; all three null where there is none.
    mutating func amount(_ amount: StudyAmount?) {
        quantity(",\"dollarEffect\":", amount?.amount)
        quantity(",\"dollarEffectInterval\":", amount?.interval)
        quantity(",\"dollarEffectStandardError\":", amount?.error)
    }
}
