import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// A deal as its row and facts have it, taken apart into the portions that sums are made of.
struct DealReading {
    /// An amount, how binding it is, and of which deal or part.
    struct Portion {
        let commitment: String
        let amount: Quantity
        let deal: String
        let part: String?

        var derivationPart: Derivation.Part {
            let name = part.map { "\(deal), part \($0), \(commitment)" } ?? "\(deal), \(commitment)"
            return Derivation.Part(.quantity(amount), .row(view: "commitments", key: deal), name)
        }
    }

    let row: ViewRow
    let shape: ViewShape
    /// Those that take part: without denied ones, unless there are no others.
    let announcements: [Fact]
    let amendments: [Fact]
    let deliveries: [Fact]
    private let partsMet: Set<String>
    private let asOf: Instant?

    init(_ row: ViewRow, _ shape: ViewShape, facts: [Fact], asOf: Instant?) {
        (self.row, self.shape, self.asOf) = (row, shape, asOf)
        // What could not be folded is parked, and in no row.
        let folded = Set(row.events)
        let facts = facts.filter { folded.contains($0.id) }
        let admitted = facts.filter { !$0.isDenied }
        func ofType(_ name: String, _ facts: [Fact]) -> [Fact] { facts.filter { $0.event.type.name == name } }
        let announced = ofType("deal.announced", admitted)
        announcements = announced.isEmpty ? ofType("deal.announced", facts) : announced
        amendments = ofType("deal.amended", admitted)
        deliveries = ofType("deal.delivered", admitted)
        partsMet = Set(ofType("deal.part-met", admitted).compactMap { $0.event.data["part"]?.string })
    }

    func history(of field: String) -> FieldHistory {
        FieldHistory(of: field, announcements: announcements, amendments: amendments)
    }

    func text(_ column: String) -> String? { row.cell(column, of: shape).text }
    func quantity(_ column: String) -> Quantity? { row.cell(column, of: shape).quantity }

    var id: String { row.key }
    var value: Quantity? { quantity("total") }
    private var commitment: String { text("commitment") ?? "unstated" }

    private var isExpired: Bool {
        guard let asOf, let term = text("term").flatMap(ISODuration.init),
            let starts = history(of: "starts").value?.string.flatMap({ try? StatedTime($0) })?.day,
            let over = starts.adding(months: term.months)?.adding(days: term.days)
        else { return false }
        return TimeZoneRules.newYork.startOfDay(over) <= asOf
    }

    /// Under which entry an amount of the deal stands, where it is not by its commitment.
    var ownEntry: String? {
        if text("certainty") == "denied" { return "denied" }
        if text("ended") != nil || isExpired { return "ended" }
        return text("certainty") == "expected" ? "expected" : nil
    }

    var isCounted: Bool { text("countedIn") == nil }
    var isInForce: Bool { ownEntry == nil && commitment != "letter-of-intent" }

    /// The value in one piece.
    var whole: Portion? { value.map { Portion(commitment: commitment, amount: $0, deal: id, part: nil) } }

    /// The value, split where parts have a strength of their own.
    var portions: [Portion] {
        guard let value else { return [] }
        let parts = (history(of: "parts").value?.array ?? []).compactMap(\.object).compactMap { part -> Portion? in
            guard let amount = part["value"]?.object.flatMap({ Quantity($0) }), amount.unit == value.unit,
                let commitment = part["commitment"]?.string, let name = part["part"]?.string
            else { return nil }
            return Portion(
                commitment: partsMet.contains(name) ? "binding" : commitment, amount: amount, deal: id, part: name)
        }
        guard !parts.isEmpty, let sum = (try? Quantity.sum(parts.map(\.amount))) ?? nil else {
            return [whole].compactMap { $0 }
        }
        guard let rest = (try? value.subtracting(sum)) ?? nil, rest.sign != 0 else { return parts }
        return parts + [Portion(commitment: commitment, amount: rest, deal: id, part: "beside the parts")]
    }

    /// The portions in one unit: of the value, or of the capacity where that is what the unit counts.
    func portions(in unit: MeasureUnit) -> [Portion] {
        if value?.unit == unit { return portions }
        guard let capacity = quantity("capacity"), capacity.unit == unit else { return [] }
        return [Portion(commitment: commitment, amount: capacity, deal: id, part: nil)]
    }

    private static let counted: Set = ["binding", "conditional", "unstated"]

    static func counting(_ portions: [Portion]) -> [Portion] { portions.filter { counted.contains($0.commitment) } }

    /// What is contracted; empty where nothing counts.
    var contracted: [Portion] { ownEntry == nil && isCounted ? DealReading.counting(portions) : [] }
}

extension Derivation {
    /// A figure that is the sum of portions of deals.
    init(_ figure: String, _ value: Quantity?, sumOf portions: [DealReading.Portion]) {
        self.init(figure, value.map { .quantity($0) }, .sum, portions.map(\.derivationPart))
    }

    /// One figure for each entry of a list such as `byCommitment`.
    static func entries(
        _ figure: String, _ cell: Cell, named name: String, _ portions: (String) -> [DealReading.Portion]
    ) -> [Derivation] {
        cell.list.compactMap(\.object).compactMap { entry in
            guard let word = entry[name]?.string else { return nil }
            let amount = entry["amount"]?.object.flatMap { Quantity($0) }
            return Derivation("\(figure).\(word)", amount, sumOf: portions(word))
        }
    }
}
