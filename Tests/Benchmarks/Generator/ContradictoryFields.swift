import CanonicalJSON
import CivilTime

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
        guard isAmendment else { return }
        for name in ["quantity", "strike", "expires"] where random.chance(percent: 10) { data[name] = .null }
    }
}
