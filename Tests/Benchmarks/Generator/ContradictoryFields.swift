import CanonicalJSON
import CivilTime
import EventLog

/// What a contradictory ledger says of things beside what the documented mix does.
extension GeneratedLedger {
    /// What else a registration may say.
    mutating func describe(_ number: Int, _ data: inout JSONObject, _ listing: inout JSONObject) {
        if random.chance(percent: 10) { data["aliases"] = [.string("The \(number)"), "Nobody"] }
        if random.chance(percent: 10) { data["lei"] = "ZXTILKJKG63JELOEG630" }
        if random.chance(percent: 10) { listing["ric"] = .string("\(ticker(number)).O") }
        if random.chance(percent: 10) { listing["isin"] = "US0231351067" }
        if random.chance(percent: 10) { listing["class"] = "A" }
        if random.chance(percent: 5) { listing["ratio"] = "4" }
        if random.chance(percent: 10) { listing["from"] = "2010" }
        if random.chance(percent: 10) { listing["until"] = "2020-02" }
    }

    /// What else prices may say.
    mutating func describe(prices data: inout JSONObject, from start: CivilDay?) {
        if random.chance(percent: 10) { data["kind"] = .string(random.pick(["index", "fx"])) }
        if data["kind"] == "fx" { data["fixing"] = .string(random.pick(["ecb", "wmr-london-4pm", "h10", "close"])) }
        if random.chance(percent: 20) { data["adjusted"] = .string(random.pick(["splits", "all"])) }
        if random.chance(percent: 10) { data["adjustedThrough"] = .string(day()) }
        if random.chance(percent: 20) {
            data["previousDay"] = (start?.adding(days: -1)).map { .string($0.description) }
        }
        for name in ["open", "high", "low", "volume"] where random.chance(percent: 20) { data[name] = data["close"] }
        // A day without one.
        for name in ["close", "open", "high", "low", "volume"] where random.chance(percent: 10) {
            data[name] = data[name]?.array.map { .array([.null] + $0.dropFirst()) }
        }
    }

    mutating func setTerms(ofRight data: inout JSONObject, isAmendment: Bool) {
        if random.chance(percent: 25) { data["saidBy"] = speaker() }
        if random.chance(percent: 30) { data["quantity"] = quantity(String(1 + random.below(manner.amounts)), "share") }
        if random.chance(percent: 30) { data["strike"] = quantity(String(1 + random.below(manner.amounts)), "USD") }
        if random.chance(percent: 15) { data["expires"] = .string(time()) }
        if random.chance(percent: 40) { data["parts"] = partsOfRight(&data) }
        guard isAmendment else { return }
        for name in ["quantity", "strike", "expires", "parts"] where random.chance(percent: 10) { data[name] = .null }
    }

    /// Together no more than the right itself.
    private mutating func partsOfRight(_ data: inout JSONObject) -> JSONValue {
        let isOfShares = random.chance(percent: 90)
        if isOfShares, data["quantity"] != nil { data["quantity"] = quantity("5000", "share") }
        return .array(
            ["first", "rest"].map { name in
                var part: JSONObject = [
                    "part": .string(name), "quantity": quantity(String(1 + random.below(9)), "share"),
                ]
                if !isOfShares, name == "rest" { part["quantity"] = quantity(String(1 + random.below(9)), "GW") }
                if random.chance(percent: 20) { part["condition"] = "that the first gigawatt is delivered" }
                if random.chance(percent: 20) { part["due"] = .string(time()) }
                return .object(part)
            })
    }

    mutating func stake() -> Envelope {
        let number = random.below(companyCount)
        let (holder, company) = (companyID(number), companyID((number + 1) % companyCount))
        var data: JSONObject = ["holder": .string(holder), "company": .string(company)]
        let stream = "stake/\(holder):\(company)"
        if random.chance(percent: 30) { return event("stake.ended", stream, data) }
        if random.chance(percent: 50) { data["percent"] = quantity(String(1 + random.below(9)), "percent") }
        if random.chance(percent: 50) { data["quantity"] = quantity(String(1 + random.below(9_000_000)), "share") }
        if random.chance(percent: 30) { data["class"] = .string(random.pick(["A", "B"])) }
        if random.chance(percent: 30) { data["value"] = money() }
        return event("stake.stated", stream, data)
    }
}
