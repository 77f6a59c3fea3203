import CanonicalJSON
import CivilTime

extension MarketEvent.Content {
    /// - Precondition: the fields are valid for the type.
    init(type: String, _ fields: ValidFields) {
        let target = { fields.text("target") }
        switch type {
        case "company.registered": self = .companyRegistered(CompanyRegistered(fields))
        case "company.identified":
            self = .companyIdentified(company: fields.text("company"), identity: fields.text("is"))
        case "company.restructured":
            self = .companyRestructured(company: fields.text("company"), structure: fields.text(optional: "structure"))
        case "deal.announced": self = .dealAnnounced(deal: fields.text("deal"))
        case "deal.amended":
            self = .dealAmended(deal: fields.text("deal"), increase: fields.quantity("increase"))
        case "deal.part-met": self = .dealPartMet(deal: fields.text("deal"), part: fields.text("part"))
        case "deal.part-ended": self = .dealPartEnded(deal: fields.text("deal"), part: fields.text("part"))
        case "deal.delivered":
            guard let total = fields.quantity("total") else { preconditionFailure("the shape admitted no total") }
            self = .dealDelivered(
                DealDelivered(
                    deal: fields.text("deal"), day: fields.text("day"), total: total, measure: fields.text("measure")))
        case "deal.remaining":
            guard let amount = fields.quantity("amount") else { preconditionFailure("the shape admitted no amount") }
            self = .dealRemaining(
                DealRemaining(deal: fields.text("deal"), day: fields.text("day"), amount: amount))
        case "deal.linked":
            self = .dealLinked(
                deal: fields.text("deal"), other: fields.text("other"), relation: fields.text("relation"))
        case "deal.ended": self = .dealEnded(deal: fields.text("deal"), reason: fields.text(optional: "reason"))
        case "right.granted": self = .rightGranted(right: fields.text("right"))
        case "right.amended": self = .rightAmended(right: fields.text("right"))
        case "right.part-vested":
            self = .rightPartVested(right: fields.text("right"), part: fields.text("part"))
        case "right.ended": self = .rightEnded(right: fields.text("right"), reason: fields.text(optional: "reason"))
        case "dependency.stated":
            self = .dependencyStated(
                DependencyStated(
                    key: DependencyKey(fields), via: fields.text(optional: "via"),
                    trend: fields.text(optional: "trend")))
        case "dependency.ended": self = .dependencyEnded(DependencyKey(fields))
        case "stock.record-set":
            self = .stockRecordSet(
                company: fields.text("company"), kind: fields.text("kind"), basis: fields.text(optional: "basis"))
        case "stock.moved":
            self = .stockMoved(
                company: fields.text("company"), direction: fields.text("direction"), size: fields.quantity("size"),
                duration: fields.text(optional: "duration"), basis: fields.text(optional: "basis"))
        case "market-cap.changed":
            guard let change = fields.quantity("change") else { preconditionFailure("the shape admitted no change") }
            self = .marketCapChanged(
                company: fields.text("company"), change: change, basis: fields.text(optional: "basis"))
        case "split.effective":
            self = .splitEffective(
                company: fields.text("company"), ratio: fields.text("ratio"), split: fields.text(optional: "split"))
        case "dividend.effective":
            guard let amount = fields.quantity("amount") else { preconditionFailure("the shape admitted no amount") }
            self = .dividendEffective(
                company: fields.text("company"), amount: amount, inKind: fields.text(optional: "inKind"),
                adjusted: fields.text(optional: "adjusted"))
        case "prices.recorded": self = .pricesRecorded(PricesRecorded(fields))
        case "shares.recorded":
            guard let outstanding = fields.quantity("outstanding") else {
                preconditionFailure("the shape admitted no outstanding")
            }
            self = .sharesRecorded(
                SharesRecorded(
                    company: fields.text("company"), shareClass: fields.text(optional: "class"),
                    measure: fields.text("measure"), outstanding: outstanding,
                    splitsThrough: fields.text(optional: "splitsThrough"),
                    convertsInto: fields.text(optional: "convertsInto")))
        case "market.stated": self = .marketStated(MarketStated(fields))
        case "plan.stated":
            self = .planStated(
                PlanStated(
                    plan: fields.text("plan"), company: fields.text("company"), spend: fields.quantity("spend"),
                    power: fields.quantity("power")))
        case "metric.reported":
            guard let value = fields.quantity("value") else { preconditionFailure("the shape admitted no value") }
            self = .metricReported(
                company: fields.text("company"), metric: fields.text("metric"), value: value,
                counterparty: fields.text(optional: "counterparty"))
        case "valuation.reported":
            guard let value = fields.quantity("value") else { preconditionFailure("the shape admitted no value") }
            self = .valuationReported(
                company: fields.text("company"), value: value, context: fields.text("context"))
        case "results.released":
            guard let period = fields.time("period") else { preconditionFailure("the shape admitted no period") }
            self = .resultsReleased(company: fields.text("company"), period: period)
        case "risk.flagged":
            self = .riskFlagged(
                risk: fields.text("risk"), companies: fields.texts("companies"), value: fields.quantity("value"))
        case "risk.eased":
            self = .riskEased(
                risk: fields.text("risk"), companies: fields.texts("companies"), value: fields.quantity("value"))
        case "evidence.added":
            guard let by = fields.object("by") else { preconditionFailure("the shape admitted no by") }
            self = .evidenceAdded(target: target(), stance: fields.text("stance"), by: Speaker(by))
        case "event.corrected":
            self = .eventCorrected(
                Correction(
                    target: target(), reason: fields.text("reason"), data: fields.object["data"]?.object ?? [:],
                    occurred: fields.text(optional: "occurred"), published: fields.text(optional: "published"),
                    subject: fields.text(optional: "subject")))
        case "event.retracted": self = .eventRetracted(target: target(), reason: fields.text("reason"))
        case "event.reviewed": self = .eventReviewed(target: target(), verdict: fields.text("verdict"))
        default: self = .other
        }
    }
}

extension CompanyRegistered {
    fileprivate init(_ fields: ValidFields) {
        self.init(
            company: fields.text("company"), name: fields.text("name"), kind: fields.text("kind"),
            parent: fields.text(optional: "parent"), aliases: fields.texts("aliases"),
            listings: fields.objects("listings").map {
                Listing(
                    ticker: $0.text("ticker"), mic: $0.text("mic"), ric: $0.text(optional: "ric"),
                    currency: $0.text("currency"), shareClass: $0.text(optional: "class"),
                    ratio: $0.text(optional: "ratio"), from: $0.time("from"), until: $0.time("until"))
            })
    }
}

extension DependencyKey {
    fileprivate init(_ fields: ValidFields) {
        self.init(
            dependent: fields.text("dependent"), provider: fields.text("provider"), kind: fields.text("kind"))
    }
}

extension PricesRecorded {
    fileprivate init(_ fields: ValidFields) {
        self.init(
            ticker: fields.text("ticker"), mic: fields.text("mic"), kind: fields.text("kind"),
            currency: fields.text("currency"), adjusted: fields.text("adjusted"), days: fields.texts("days"),
            close: fields.optionalTexts("close") ?? [], high: fields.optionalTexts("high") ?? [],
            low: fields.optionalTexts("low") ?? [], previousDay: fields.text(optional: "previousDay"),
            adjustedThrough: fields.text(optional: "adjustedThrough"))
    }
}

/// What no shape can say: fields that must agree with each other.
enum CrossFieldRules {
    /// - Parameter isOfShape: whether nothing else is wrong with the fields; lists that are held against each other must be.
    static func faults(type: EventType, data: JSONObject, isOfShape: Bool) -> [Fault] {
        var faults: [Fault] = []
        if isOfShape, type.name == "prices.recorded" { checkPrices(data, &faults) }
        if ["deal.announced", "deal.amended"].contains(type.name) { checkDeal(data, &faults) }
        if let dependent = data["dependent"]?.string, dependent == data["provider"]?.string {
            faults.append(Fault("data.provider", "is the dependent itself"))
        }
        if let buyer = data["buyer"]?.string, buyer == data["supplier"]?.string {
            faults.append(Fault("data.supplier", "is the buyer itself"))
        }
        if type.name.hasPrefix("stake."), let holder = data["holder"]?.string, holder == data["company"]?.string {
            faults.append(Fault("data.company", "is the holder itself"))
        }
        if type.name.hasPrefix("right.") { checkNames(ofParts: data, &faults) }
        return faults
    }

    private static func checkPrices(_ data: JSONObject, _ faults: inout [Fault]) {
        let days = (data["days"]?.array ?? []).compactMap(\.string)
        if let place = zip(days, days.dropFirst()).enumerated().first(where: { $0.element.0 >= $0.element.1 }) {
            faults.append(
                Fault("data.days[\(place.offset + 1)]", "\(place.element.1) does not come after \(place.element.0)"))
        }
        if let first = days.first, let previous = data["previousDay"]?.string, previous >= first {
            faults.append(Fault("data.previousDay", "\(previous) does not come before \(first)"))
        }
        for name in ["close", "open", "high", "low", "volume"] {
            if let count = data[name]?.array?.count, count != days.count {
                faults.append(Fault("data.\(name)", "has \(count) elements for \(days.count) days"))
            }
        }
    }

    private static func checkDeal(_ data: JSONObject, _ faults: inout [Fault]) {
        for (index, period) in (data["schedule"]?.array ?? []).enumerated() {
            if let from = period.object?["from"]?.string, let to = period.object?["to"]?.string, from > to {
                faults.append(Fault("data.schedule[\(index)].to", "\(to) comes before \(from)"))
            }
        }
        checkNames(ofParts: data, &faults)
        var seen: Set<String> = []
        for (index, entry) in (data["parties"]?.array ?? []).enumerated() {
            guard let party = entry.object?["party"]?.string, let role = entry.object?["role"]?.string else { continue }
            if !seen.insert("\(party) \(role)").inserted {
                faults.append(Fault("data.parties[\(index)].party", "\(party) comes twice as \(role)"))
            }
        }
    }

    private static func checkNames(ofParts data: JSONObject, _ faults: inout [Fault]) {
        var seen: Set<String> = []
        for (index, part) in (data["parts"]?.array ?? []).enumerated() {
            if let name = part.object?["part"]?.string, !seen.insert(name).inserted {
                faults.append(Fault("data.parts[\(index)].part", "\(name) comes twice"))
            }
        }
    }
}
