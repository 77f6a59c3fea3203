import MarketEvents

/// What deals are worth, as cells.
extension RowBuffer {
    /// An entry for each amount, by a name: `byCommitment` and its like.
    func entries(_ column: Int, _ entries: [(name: String, amount: Quantity)], named name: StaticString) {
        open(column)
        append(entries, named: name)
        close()
    }

    private func append(_ entries: [(name: String, amount: Quantity)], named name: StaticString) {
        append("[")
        for (index, entry) in entries.enumerated() {
            append(index == 0 ? "{\"amount\":" : ",{\"amount\":")
            append(json: entry.amount)
            append(",\"")
            append(word: name)
            append("\":\"")
            append(entry.name)
            append("\"}")
        }
        append("]")
    }

    /// What a deal counts with, unit by unit.
    func figures(_ column: Int, _ figures: [DealFigures]) {
        open(column)
        append("[")
        for (index, own) in figures.sorted(by: { $0.unit.code < $1.unit.code }).enumerated() {
            append(index == 0 ? "{\"announced\":" : ",{\"announced\":")
            append(json: own.announced.amount)
            append(",\"byCertainty\":")
            append(own.certaintyEntries, named: "certainty")
            append(",\"byCommitment\":")
            append(own.strengthEntries, named: "commitment")
            append(",\"conditional\":")
            append(json: own[.conditional].amount)
            append(",\"contracted\":")
            append(json: own[.binding].amount)
            append(",\"unit\":\"")
            append(own.unit.code)
            append("\",\"unstated\":")
            append(json: own[.unstated].amount)
            append("}")
        }
        append("]")
        close()
    }

    /// What each deal counts with toward a plan.
    func coverage(_ column: Int, _ counting: [(deal: Deal, figures: DealFigures)], of plan: Bytes) {
        open(column)
        append("[")
        for (index, own) in counting.enumerated() {
            append(index == 0 ? "{\"announced\":" : ",{\"announced\":")
            append(json: own.figures.announced.amount)
            append(",\"basis\":")
            let bases = own.deal.bases(toward: plan)
            if bases.count > 1 { append("\"mixed\"") } else if let basis = bases.first { append(quoted: basis) }
            append(",\"byCommitment\":")
            append(own.figures.strengthEntries, named: "commitment")
            append(",\"deal\":")
            append(quoted: own.deal.id)
            append("}")
        }
        append("]")
        close()
    }

    /// What makes the totals of a deal: tellings of totals and changes, parts, and what counts in deals of their own.
    func composition(_ column: Int, of deal: Deal) {
        open(column)
        append("[")
        var isFirst = true
        func begin(_ amount: Quantity?) {
            append(isFirst ? "{\"amount\":" : ",{\"amount\":")
            isFirst = false
            if let amount { append(json: amount) } else { append("null") }
        }
        func add(_ entry: DealAmounts.Entry, _ kind: StaticString, _ whole: Bounds? = nil) {
            begin(entry.isBase ? (whole ?? entry.amount).amount : entry.amount.quantity)
            self.append(",\"certainty\":\"\(entry.certainty.rawValue)\",\"event\":")
            self.append(quoted: entry.event)
            self.append(",\"kind\":\"")
            self.append(word: kind)
            self.append("\"}")
        }
        for amounts in deal.amounts {
            for entry in amounts.entries where entry.source != .parts {
                switch entry.source {
                case .increase: add(entry, "increase")
                case .contained: add(entry, "contained")
                default: add(entry, "total", amounts.base)
                }
            }
            for entry in amounts.expected { add(entry, "expected") }
            for part in amounts.parts {
                begin(part.amount.amount)
                self.append(",\"commitment\":\"\(part.strength.name)\",\"event\":")
                self.append(quoted: part.event)
                self.append(",\"kind\":\"part\",\"part\":")
                self.append(JSONText.encoded(part.name.string))
                self.append("}")
            }
            for other in amounts.withheld {
                begin(other.amount.amount)
                self.append(",\"deal\":")
                self.append(quoted: other.deal)
                self.append(",\"kind\":\"counted-apart\"}")
            }
        }
        self.append("]")
        close()
    }
}

extension DealFigures {
    var strengthEntries: [(name: String, amount: Quantity)] { byStrength.map { ($0.strength.name, $0.amount.amount) } }
    var certaintyEntries: [(name: String, amount: Quantity)] {
        byCertainty.map { ($0.certainty.rawValue, $0.amount.amount) }
    }

    /// The sum over deals, each with what it counts with: their figures have 0 laid under them first.
    static func sum(_ figures: [DealFigures], _ unit: MeasureUnit) -> DealFigures {
        var sum = DealFigures(unit: unit, announced: Bounds.zero(unit))
        var strengths: [Strength: Bounds] = [:]
        var certainties: [Certainty: Bounds] = [:]
        for own in figures {
            sum.announced = sum.announced.plus(own.announced.atLeastNothing)
            for (strength, amount) in own.byStrength {
                strengths[strength] = (strengths[strength] ?? Bounds.zero(unit)).plus(amount.atLeastNothing)
            }
            for (certainty, amount) in own.byCertainty {
                certainties[certainty] = (certainties[certainty] ?? Bounds.zero(unit)).plus(amount.atLeastNothing)
            }
        }
        sum.byStrength = Strength.allCases.compactMap { strength in strengths[strength].map { (strength, $0) } }
        sum.byCertainty = Certainty.allCases.compactMap { certainty in certainties[certainty].map { (certainty, $0) } }
        return sum
    }
}
