import CanonicalJSON
import MarketEvents
import Projections

/// What a field of one key was said to be, step by step: announcements merged, amendments laid over them (contract, section 2).
struct FieldHistory {
    struct Step {
        let fact: Fact
        /// Nil where it was removed.
        let value: JSONValue?
        /// Added to what was reached there, instead of replacing it.
        let isIncrease: Bool
        let isAmendment: Bool
    }

    /// The last ones make what holds.
    let steps: [Step]

    init(of field: String, announcements: [Fact], amendments: [Fact] = []) {
        var steps: [Step] = []
        func lay(_ fact: Fact, isAmendment: Bool) {
            if let value = fact.event.data[field] {
                steps.append(
                    Step(
                        fact: fact, value: value.isNull ? nil : value, isIncrease: false, isAmendment: isAmendment))
            }
            if field == "value", let increase = fact.event.data["increase"] {
                steps.append(Step(fact: fact, value: increase, isIncrease: true, isAmendment: isAmendment))
            }
        }
        for fact in announcements.sorted(by: { $1.wins(over: $0) }) { lay(fact, isAmendment: false) }
        for fact in amendments.sorted(by: { $1.happened(after: $0) }) { lay(fact, isAmendment: true) }
        self.steps = steps
    }

    /// Where what holds begins: the last replacement, and the increases after it. An increase of what has no figure begins
    /// anew; one that cannot be added is parked and is none of the steps.
    private var beginning: Int {
        var place = 0
        var reached: Quantity?
        for (index, step) in steps.enumerated() {
            let quantity = step.value?.object.flatMap { Quantity($0) }
            if step.isIncrease, let before = reached, let quantity {
                reached = (try? Quantity.sum([before, quantity])) ?? nil
            } else {
                (place, reached) = (index, quantity)
            }
        }
        return place
    }

    /// The value that holds, of fields that cannot be increased.
    var value: JSONValue? { steps.last?.value }
    /// Who set it.
    var origin: Fact? { steps.last?.fact }

    /// The arithmetic of a quantity that is stated, and perhaps increased.
    func derivation(_ figure: String, _ value: Quantity) -> Derivation {
        let holding = steps[beginning...].filter { $0.value != nil }
        var derivation = Derivation(
            figure, .quantity(value), holding.count > 1 ? .sum : .stated, holding.map(FieldHistory.part))
        derivation.superseded = steps[..<beginning].map { step in
            let isRepeated = !step.isIncrease && step.value == steps[beginning].value
            return Derivation.Part(
                step.value?.object.flatMap { Quantity($0) }.map { .quantity($0) }, .event(step.fact.id),
                isRepeated ? "also said" : FieldHistory.label(step) + ", holds no more")
        }
        return derivation
    }

    private static func part(_ step: Step) -> Derivation.Part {
        Derivation.Part(
            step.value?.object.flatMap { Quantity($0) }.map { .quantity($0) }, .event(step.fact.id), label(step))
    }

    private static func label(_ step: Step) -> String {
        step.isIncrease ? "increased by" : step.value == nil ? "removed" : step.isAmendment ? "amended to" : "stated"
    }
}
