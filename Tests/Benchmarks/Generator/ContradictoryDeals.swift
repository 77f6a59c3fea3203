import CanonicalJSON
import EventLog
import MarketEvents

/// What the contradictory character tells of a handful of deals: everything that may be told, in any order, so that each rule of
/// what wins, what adds and what counts in what is met.
extension GeneratedLedger {
    mutating func contradictoryDeal() -> String { "deal-\(random.below(manner.deals))" }

    mutating func contradictoryDealEvent() -> Envelope {
        let deal = contradictoryDeal()
        let stream = "deal/\(deal)"
        var data: JSONObject = ["deal": .string(deal)]
        if random.chance(percent: 25) { data["saidBy"] = speaker() }
        switch random.below(21) {
        case ..<6:
            announce(deal, &data)
            return event("deal.announced", stream, data)
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
        case ..<18:
            if random.chance(percent: 10) { data["reason"] = "the money ran out" }
            if random.chance(percent: 20) { data["fee"] = money() }
            return event("deal.ended", stream, data)
        case 18:
            data["day"] = .string(day())
            data["amount"] = money()
            return event("deal.remaining", stream, data)
        default:
            data["part"] = .string(random.pick(["first", "rest"]))
            return event(random.chance(percent: 60) ? "deal.part-met" : "deal.part-ended", stream, data)
        }
    }

    /// A new total, none, or a change of it.
    private mutating func change(_ data: inout JSONObject) {
        if random.chance(percent: 35) { data["amendment"] = .string(random.pick(["spring", "autumn"])) }
        switch random.below(12) {
        case ..<3: data["value"] = money()
        case 3: data["value"] = .null
        case 4: data["capacity"] = random.chance(percent: 70) ? anyCapacity() : .null
        case ..<8: data["increase"] = money()
        case 8: data["increase"] = money("-")
        case 9:
            // One event that changes the one and states the other.
            data["increase"] = random.chance(percent: 50) ? money() : anyCapacity()
            data["capacity"] = anyCapacity()
        case 10: data["value"] = anyCapacity()
        default: data["increase"] = anyCapacity()
        }
    }

    /// Fields that an amendment replaces whole or removes.
    private mutating func amendTerms(_ data: inout JSONObject) {
        if random.chance(percent: 20) { setParties(of: data["deal"]?.string ?? "", &data) }
        if random.chance(percent: 20) { data["kind"] = .string(random.pick(dealKinds)) }
        if random.chance(percent: 30) { data["commitment"] = .string(random.pick(commitmentKinds)) }
        if random.chance(percent: 20) { setParts(&data, below: 3 + random.below(40)) }
        if random.chance(percent: 40) { setTerms(&data, below: 3 + random.below(40), percent: 12) }
        for name in GeneratedLedger.removableTerms where random.chance(percent: 8) { data[name] = .null }
    }

    private static let removableTerms = [
        "through", "term", "termQualifier", "starts", "schedule", "parts", "hardware", "commitment", "consideration",
        "countsToward", "purposes", "fullCapacityBy", "extendableFrom", "valueStated", "rate", "ends", "parties",
    ]

    /// Mostly the same two; a buyer has two suppliers.
    private mutating func setParties(of deal: String, _ data: inout JSONObject) {
        let number = random.chance(percent: 80) ? Int(deal.suffix(1)) ?? 0 : random.below(companyCount)
        data["buyer"] = .string(companyID(number / 2 % companyCount))
        data["supplier"] = .string(companyID((number / 2 + 1 + number % 2) % companyCount))
    }

    private mutating func announce(_ deal: String, _ data: inout JSONObject) {
        data["kind"] = .string(random.pick(dealKinds))
        setParties(of: deal, &data)
        if random.chance(percent: 70) { data["commitment"] = .string(random.pick(commitmentKinds)) }
        let size = 3 + random.below(398)
        if random.chance(percent: 65) { data["value"] = money(ofHundredMillions: size) }
        if random.chance(percent: 30) { data["capacity"] = anyCapacity(20 + random.below(20)) }
        // In whatever field people write it.
        if random.chance(percent: 4) { data["value"] = anyCapacity(20 + random.below(20)) }
        if random.chance(percent: 35) { setParts(&data, below: size) }
        setTerms(&data, below: size, percent: 20)
    }

    /// - Parameters:
    ///   - size: what a schedule and its like have to be within, in hundreds of millions.
    ///   - percent: how often each term is stated.
    private mutating func setTerms(_ data: inout JSONObject, below size: Int, percent: Int) {
        if random.chance(percent: percent) { data["schedule"] = schedule(below: size) }
        if random.chance(percent: 2 * percent) {
            data["term"] = .string(random.pick(["P5Y", "P7Y", "P18M", "P90D", "P1Y6M", "P3M"]))
            if random.chance(percent: 40) {
                data["termQualifier"] = .string(random.pick(["exact", "about", "atLeast", "upTo"]))
            }
        }
        if random.chance(percent: percent + percent / 2) {
            data["starts"] = .string(random.pick(["2019-10-01", "2020-01", "2026-01-15"]))
        }
        if random.chance(percent: 2 * percent) { data["countsToward"] = plansCounted() }
        if random.chance(percent: percent) { data["hardware"] = hardware() }
        if random.chance(percent: percent) { data["through"] = .string(companyID(random.below(companyCount))) }
        if random.chance(percent: percent / 2) { data["consideration"] = consideration() }
        if random.chance(percent: percent / 4) { data["purposes"] = ["training", "what comes after it"] }
        if random.chance(percent: percent / 4) { data["fullCapacityBy"] = .string(time()) }
        if random.chance(percent: percent / 4) { data["extendableFrom"] = .string(time()) }
        setNewerTerms(&data, below: size, percent: percent)
    }

    private mutating func setNewerTerms(_ data: inout JSONObject, below size: Int, percent: Int) {
        if random.chance(percent: percent / 4) { data["valueStated"] = "tens of billions" }
        if random.chance(percent: percent / 4) {
            data["rate"] = [
                "amount": money(ofHundredMillions: size),
                "per": .string(random.pick(["day", "week", "month", "quarter", "year"])),
            ]
        }
        // Behind each start; some of them are over where tests cut, and some are whole months from a start.
        if random.chance(percent: percent) {
            data["ends"] = .string(random.pick(["2026-01-14", "2030", "2029-07-14", "2028-09-30"]))
        } else if random.chance(percent: percent / 2), data["starts"] == nil || data["starts"] == "2019-10-01" {
            data["ends"] = .string(random.pick(["2020-01-20", "2019-12-31", "2020-01-25T12:00:00-05:00"]))
        }
        if random.chance(percent: percent / 2) { data["parties"] = parties() }
    }

    private mutating func parties() -> JSONValue {
        let number = random.below(companyCount)
        return .array(
            (0...random.below(2)).map { more in
                var party: JSONObject = [
                    "party": .string(companyID((number + more) % companyCount)),
                    "role": .string(random.pick(["co-investor", "lender"])),
                ]
                if random.chance(percent: 40) { party["share"] = quantity("\(1 + random.below(5))", "percent") }
                return .object(party)
            })
    }

    /// One period or two, one after the other.
    private mutating func schedule(below size: Int) -> JSONValue {
        .array(
            (2025...(2025 + random.below(2))).map { year in
                [
                    "from": .string("\(year)-01-01"), "to": .string("\(year)-12-31"),
                    "amount": money(ofHundredMillions: 1 + random.below((size - 1) / 2)),
                ]
            })
    }

    private mutating func plansCounted() -> JSONValue {
        let first = random.below(2)
        return .array(
            (0...random.below(2)).map { other in
                [
                    "plan": .string("plan-\((first + other) % 2)"),
                    "basis": .string(random.pick(["stated", "assumed"])),
                ]
            })
    }

    private mutating func hardware() -> JSONValue {
        var item: JSONObject = ["product": "accelerators"]
        if random.chance(percent: 80) { item["maker"] = .string(companyID(random.below(companyCount))) }
        if random.chance(percent: 40) { item["quantity"] = quantity(String(1 + random.below(400)) + "000", "GPU") }
        return [.object(item)]
    }

    private mutating func consideration() -> JSONValue {
        var item: JSONObject = [
            "payer": .string(companyID(random.below(companyCount))),
            "payee": .string(companyID(random.below(companyCount))),
            "form": .string(random.pick(["cash", "equity", "warrant", "credit"])),
        ]
        if random.chance(percent: 50) { item["value"] = money() }
        if random.chance(percent: 30) { item["quantity"] = quantity(String(1 + random.below(400)), "share") }
        if random.chance(percent: 30) { item["condition"] = "that it is built" }
        return [.object(item)]
    }

    /// Two parts, which together are within a total of `size`.
    private mutating func setParts(_ data: inout JSONObject, below size: Int) {
        func half(_ random: inout SeededNumbers) -> Int { 1 + random.below((size - 1) / 2) }
        var parts: [JSONValue] = []
        for name in ["first", "rest"] where name == "first" || random.chance(percent: 70) {
            var part: JSONObject = ["part": .string(name), "commitment": .string(random.pick(commitmentKinds))]
            if random.chance(percent: 80) { part["value"] = money(ofHundredMillions: half(&random)) }
            if random.chance(percent: 4) { part["value"] = anyCapacity(1 + random.below(9)) }
            if random.chance(percent: 35) || part["value"] == nil {
                part["capacity"] = anyCapacity(1 + random.below(9))
            }
            if random.chance(percent: 20) { part["lapses"] = .string(time()) }
            if random.chance(percent: 10) { part["due"] = .string(time()) }
            if random.chance(percent: 10) { part["condition"] = "power" }
            parts.append(.object(part))
        }
        data["parts"] = .array(parts)
    }

    private mutating func anyCapacity() -> JSONValue { anyCapacity(1 + random.below(30)) }

    /// Mostly power, in gigawatts or in megawatts.
    private mutating func anyCapacity(_ number: Int) -> JSONValue {
        switch random.below(10) {
        case ..<6: capacity(number)
        case ..<8: quantity("\(number)000", "MW")
        case 8: quantity("\(number)00", "GWh")
        default: quantity("\(number)000", "GPU")
        }
    }
}
