import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// How a contradictory ledger talks: of one deal or of many, within days or months, in few amounts or many. Drawn from its seed,
/// so that ties are as usual in some ledgers as they are rare in others.
struct Manner {
    let deals: Int
    let firstDay: Int
    let days: Int
    /// Of how many different amounts.
    let amounts: Int

    init(seed: UInt64) {
        var random = SeededNumbers(seed: ~seed)
        deals = random.pick([2, 4, 6, 6, 9])
        days = random.pick([4, 14, 60, 60])
        // From 2020 on; what is told of few days is about where tests cut.
        firstDay = 18_262 + (days == 60 ? 0 : 9 + random.below(18))
        amounts = random.pick([5, 400, 400])
    }
}

/// The types that the documented mix has none of.
extension GeneratedLedger {
    mutating func rareEvent() -> Envelope {
        let number = random.below(companyCount)
        let id = companyID(number)
        var data: JSONObject = ["company": .string(id)]
        switch random.below(9) {
        case 8: return stake()
        case 0:
            let unknown = companyID(companyCount - 1)
            return event(
                "company.identified", "company/\(unknown)",
                ["company": .string(unknown), "is": .string(companyID(random.below(companyCount)))])
        case 1:
            if random.chance(percent: 70) { data["structure"] = "a public benefit corporation" }
            return event("company.restructured", "company/\(id)", data)
        case 2: return market()
        case 3:
            data["ticker"] = .string(ticker(number))
            data["ratio"] = .string(random.pick(["2:1", "20:1", "1:10"]))
            if random.chance(percent: 30) { data["split"] = .string(random.pick(["spring", "autumn"])) }
            return stockEvent("split.effective", &data)
        case 4:
            data["ticker"] = .string(ticker(number))
            data["amount"] = quantity("0.\(1 + random.below(9))", "USD")
            if random.chance(percent: 20) { data["inKind"] = "shares of what was spun off" }
            if random.chance(percent: 30) { data["adjusted"] = .string(random.pick(["none", "splits"])) }
            return stockEvent("dividend.effective", &data)
        case 5:
            data["period"] = .string(time())
            return event("results.released", "company/\(id)", data)
        default:
            data["metric"] = .string(
                random.pick([
                    "backlog", "purchase-commitments", "revenue", "capital-expenditure", "guidance", "debt",
                ]))
            data["value"] = money()
            if random.chance(percent: 40) { data["period"] = .string(time()) }
            if random.chance(percent: 40) { data["counterparty"] = .string(companyID(random.below(companyCount))) }
            if random.chance(percent: 40) { data["percent"] = quantity(String(1 + random.below(60)), "percent") }
            return event("metric.reported", "company/\(id)", data)
        }
    }

    private mutating func stockEvent(_ type: String, _ data: inout JSONObject) -> Envelope {
        let mic = random.chance(percent: 80) ? "XNAS" : "XXXX"
        if random.chance(percent: 50) { data["mic"] = .string(mic) }
        return event(type, "stock/\(mic):\(data["ticker"]?.string ?? "")", data)
    }

    private mutating func market() -> Envelope {
        let mic = random.pick(["XNAS", "XXXA"])
        var hours: JSONObject = ["open": "09:30", "close": .string(random.pick(["16:00", "13:00"]))]
        if random.chance(percent: 40) { hours["from"] = .string(day()) }
        if random.chance(percent: 20) { hours["until"] = "2030-12-31" }
        if random.chance(percent: 20) { hours["week"] = "Mon-Thu" }
        var special: JSONObject = ["day": .string(day())]
        if random.chance(percent: 30) { special["open"] = "10:00" }
        if random.chance(percent: 30) { special["close"] = "13:00" }
        var data: JSONObject = [
            "mic": .string(mic), "zone": "America/New_York", "hours": [.object(hours)],
        ]
        if random.chance(percent: 40) { data["week"] = .string(random.pick(["Mon-Fri", "Sun-Thu"])) }
        if random.chance(percent: 40) { data["specialDays"] = [.object(special)] }
        return event("market.stated", "market/\(mic)", data)
    }
}
