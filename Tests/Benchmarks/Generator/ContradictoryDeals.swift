import CanonicalJSON
import EventLog
import MarketEvents

/// What the contradictory character tells of a handful of deals: everything that may be told, in any order, so that each rule of
/// what wins, what adds and what counts in what is met.
extension GeneratedLedger {
    private static let contradictedDeals = 6

    mutating func contradictoryDeal() -> String { "deal-\(random.below(Self.contradictedDeals))" }

    mutating func contradictoryDealEvent() -> Envelope {
        let deal = contradictoryDeal()
        let stream = "deal/\(deal)"
        var data: JSONObject = ["deal": .string(deal)]
        switch random.below(20) {
        case ..<6: return event("deal.announced", stream, contradictoryAnnouncement(of: deal))
        case ..<9:
            change(&data)
            return event("deal.amended", stream, data)
        case ..<11:
            amendTerms(&data)
            return event("deal.amended", stream, data)
        case ..<13:
            data["day"] = .string(day())
            data["total"] = money()
            data["measure"] = .string(random.pick(["delivered", "invoiced", "paid", "prepaid"]))
            return event("deal.delivered", stream, data)
        case ..<16:
            data["other"] = .string(contradictoryDeal())
            data["relation"] = .string(
                random.pick(["same-as", "part-of", "part-of", "replaces", "extends", "funded-by", "conditional-on"]))
            return event("deal.linked", stream, data)
        case ..<18: return event("deal.ended", stream, data)
        default:
            data["part"] = .string(random.pick(["first", "rest"]))
            return event(random.chance(percent: 60) ? "deal.part-met" : "deal.part-ended", stream, data)
        }
    }

    /// A new total, none, or a change of it.
    private mutating func change(_ data: inout JSONObject) {
        if random.chance(percent: 35) { data["amendment"] = .string(random.pick(["spring", "autumn"])) }
        switch random.below(10) {
        case ..<3: data["value"] = money()
        case 3: data["value"] = .null
        case 4: data["capacity"] = random.chance(percent: 70) ? capacity() : .null
        case ..<7: data["increase"] = money()
        case 7: data["increase"] = money("-")
        default: data["increase"] = capacity()
        }
    }

    /// Fields that an amendment replaces whole or removes.
    private mutating func amendTerms(_ data: inout JSONObject) {
        if random.chance(percent: 20) { setParties(of: data["deal"]?.string ?? "", &data) }
        for name in ["through", "term", "starts", "parts", "hardware", "commitment"] where random.chance(percent: 12) {
            data[name] = .null
        }
        if random.chance(percent: 30) { data["commitment"] = .string(random.pick(commitmentKinds)) }
        if random.chance(percent: 20) { data["kind"] = .string(random.pick(dealKinds)) }
        if random.chance(percent: 20) { setParts(&data, below: 3 + random.below(40)) }
    }

    /// Mostly the same two.
    private mutating func setParties(of deal: String, _ data: inout JSONObject) {
        let number = random.chance(percent: 80) ? Int(deal.suffix(1)) ?? 0 : random.below(companyCount)
        data["buyer"] = .string(companyID(number % companyCount))
        data["supplier"] = .string(companyID((number + 1) % companyCount))
    }

    private mutating func contradictoryAnnouncement(of deal: String) -> JSONObject {
        var data: JSONObject = ["deal": .string(deal), "kind": .string(random.pick(dealKinds))]
        setParties(of: deal, &data)
        if random.chance(percent: 70) { data["commitment"] = .string(random.pick(commitmentKinds)) }
        let size = 3 + random.below(398)
        if random.chance(percent: 65) { data["value"] = money(ofHundredMillions: size) }
        if random.chance(percent: 30) { data["capacity"] = capacity(20 + random.below(20)) }
        if random.chance(percent: 35) { setParts(&data, below: size) }
        if random.chance(percent: 20) {
            data["schedule"] = [
                [
                    "from": "2025-01-01", "to": "2025-12-31",
                    "amount": money(ofHundredMillions: 1 + random.below((size - 1) / 2)),
                ]
            ]
        }
        if random.chance(percent: 40) {
            data["term"] = .string(random.pick(["P5Y", "P7Y", "P18M", "P90D", "P1Y6M", "P3M"]))
            if random.chance(percent: 40) { data["termQualifier"] = .string(random.pick(["exact", "about", "upTo"])) }
        }
        if random.chance(percent: 30) {
            data["starts"] = .string(random.pick(["2019-10-01", "2020-01", "2026-01-15"]))
        }
        if random.chance(percent: 40) {
            data["countsToward"] = [
                [
                    "plan": .string("plan-\(random.below(2))"),
                    "basis": .string(random.pick(["stated", "assumed"])),
                ]
            ]
        }
        if random.chance(percent: 15) {
            data["hardware"] = [["product": "accelerators", "maker": .string(companyID(random.below(companyCount)))]]
        }
        if random.chance(percent: 20) { data["through"] = .string(companyID(random.below(companyCount))) }
        return data
    }

    /// Two parts, which together are within a total of `size`.
    private mutating func setParts(_ data: inout JSONObject, below size: Int) {
        func half(_ random: inout SeededNumbers) -> Int { 1 + random.below((size - 1) / 2) }
        var parts: [JSONValue] = []
        for name in ["first", "rest"] where name == "first" || random.chance(percent: 70) {
            var part: JSONObject = ["part": .string(name), "commitment": .string(random.pick(commitmentKinds))]
            if random.chance(percent: 80) { part["value"] = money(ofHundredMillions: half(&random)) }
            if random.chance(percent: 35) || part["value"] == nil { part["capacity"] = capacity(1 + random.below(9)) }
            parts.append(.object(part))
        }
        data["parts"] = .array(parts)
    }
}
