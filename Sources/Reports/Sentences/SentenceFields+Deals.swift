import CanonicalJSON
import MarketEvents

extension SentenceFields {
    func deal(_ type: String) throws -> String {
        let deal = say("Deal ", "Accord ") + text("deal")
        let colon = say(": ", " : ")
        switch type {
        case "deal.announced": return try announced()
        case "deal.amended": return deal + colon + (try amendment())
        case "deal.part-met":
            return deal + colon + say("part \(text("part")) is met", "tranche \(text("part")) acquise")
        case "deal.part-ended":
            return deal + colon + say("part \(text("part")) ends", "fin de la tranche \(text("part"))")
        case "deal.delivered":
            return deal + colon + (amount("total") ?? "?") + " " + word("measure")
                + say(" by ", " au ") + text("day")
        case "deal.remaining":
            return deal + colon + (amount("amount") ?? "?") + say(" remaining at ", " restants au ") + text("day")
        case "deal.linked": return say("Deal ", "L’accord ") + text("deal") + " " + relation() + " " + text("other")
        default:
            return deal + say(" ends", " : fin") + also(data["reason"]?.string, colon)
                + also(amount("fee").map { say("fee ", "indemnité ") + $0 })
        }
    }

    private func announced() throws -> String {
        let (buyer, supplier) = (try name("buyer"), try name("supplier") + through())
        let amount = size()
        let verb: String
        switch data["kind"]?.string {
        case "capital":
            verb =
                "\(buyer) \(say("invests", "investit"))\(also(amount, " "))"
                + say(" in \(supplier)", " dans \(supplier)")
        case "loan":
            verb =
                "\(buyer) \(say("lends", "prête"))\(also(amount, " "))" + say(" to \(supplier)", " à \(supplier)")
        case "guarantee":
            verb =
                say("\(buyer) guarantees", "\(buyer) garantit") + also(amount, " ")
                + say(" for \(supplier)", " pour \(supplier)")
        case "acquisition":
            verb =
                say("\(buyer) acquires \(supplier)", "\(buyer) acquiert \(supplier)")
                + also(amount, say(" for ", " pour "))
        case "other", nil:
            verb =
                say("\(buyer) agrees with \(supplier)", "\(buyer) s’entend avec \(supplier)")
                + also(amount, say(" on ", " sur "))
        case let kind?:
            let isLease = kind == "lease"
            let what = kind == "license" ? say("licences", "licences") : words.word(kind)
            verb =
                (isLease
                    ? say("\(buyer) leases", "\(buyer) loue") + also(amount, say(" for ", " pour "))
                    : say("\(buyer) buys ", "\(buyer) achète ")
                        + (amount.map { $0 + say(" of \(what)", " \(of(what))") } ?? what))
                + say(" from \(supplier)", " à \(supplier)")
        }
        let strength = data["commitment"]?.string == "unstated" ? nil : data["commitment"]?.string.map(words.word)
        return verb + also(term()) + also(strength)
    }

    private func through() throws -> String {
        try data["through"]?.string.map { " (\(try words.name($0)))" } ?? ""
    }

    /// "38bn USD (3 GW)", "30bn USD a year", in somebody's words where nobody gave a number.
    private func size() -> String? {
        let value = amount("value")
        let rate = data["rate"]?.object.flatMap { rate in
            rate["amount"].flatMap(amount).map {
                $0 + say(" a ", " par ") + words.word(rate["per"]?.string ?? "")
            }
        }
        let stated = data["valueStated"]?.string.map { say("“\($0)”", "« \($0) »") }
        let capacity = amount("capacity")
        guard let money = value ?? rate ?? stated else { return capacity }
        return money + (capacity.map { " (\($0))" } ?? "")
    }

    private func amendment() throws -> String {
        var parts: [String] = []
        if let change = quantity(data["increase"]) { parts.append(movement(change)) }
        if let total = amount("value") { parts.append(say("now \(total) in all", "désormais \(total) en tout")) }
        if let capacity = amount("capacity") { parts.append(say("now \(capacity)", "désormais \(capacity)")) }
        if let term = term() { parts.append(term) }
        let told: Set = ["value", "capacity", "term", "termQualifier", "deal", "increase", "amendment"]
        parts += changed(but: told)
        return parts.isEmpty ? say("amended", "modifié") : list(parts)
    }

    /// "new: starts, ends", "no more: parts".
    func changed(but told: Set<String>) -> [String] {
        let common: Set = ["certainty", "saidBy", "summary", "causes", "inferred", "evidence"]
        let fields = data.members.filter { !told.contains($0.name) && !common.contains($0.name) }
        func names(_ isRemoved: Bool) -> String {
            list(fields.filter { $0.value.isNull == isRemoved }.map { words.word($0.name) })
        }
        let removed = data.members.filter { told.contains($0.name) && $0.value.isNull }.map { words.word($0.name) }
        return [
            (say("changed: ", "changé : "), names(false)),
            (say("no longer: ", "supprimé : "), list(removed + [names(true)].filter { !$0.isEmpty })),
        ].filter { !$0.1.isEmpty }.map { $0.0 + $0.1 }
    }

    private func relation() -> String {
        switch text("relation") {
        case "same-as": say("is the same as", "est le même que")
        case "part-of": say("is part of", "fait partie de")
        case "extends": say("extends", "prolonge")
        case "replaces": say("replaces", "remplace")
        case "funded-by": say("is funded by", "est financé par")
        case "conditional-on": say("is conditional on", "dépend de")
        case let other: other
        }
    }
}
