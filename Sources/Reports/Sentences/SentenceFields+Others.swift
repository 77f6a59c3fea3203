import CanonicalJSON
import MarketEvents

extension SentenceFields {
    func relation(_ type: String) throws -> String {
        let right = say("Right ", "Droit ") + text("right")
        switch type {
        case "right.granted":
            return try name("grantor") + say(" grants ", " accorde à ") + name("holder") + say(": ", " : ")
                + word("kind")
                + also(amount("quantity")) + also(amount("strike").map { say("at ", "à ") + $0 })
                + also(data["expires"]?.string.map { say("until ", "jusqu’au ") + $0 })
        case "right.amended": return right + say(": ", " : ") + list(changed(but: ["right"]))
        case "right.part-vested":
            return right + say(": part \(text("part")) vests", " : tranche \(text("part")) acquise")
        case "right.ended": return right + say(" ends", " : fin") + also(data["reason"]?.string, say(": ", " : "))
        case "stake.stated":
            let size = [amount("percent"), amount("quantity"), amount("value")].compactMap { $0 }
            return try name("holder") + say(" holds ", " détient ")
                + (size.isEmpty ? say("a stake", "une part") : list(size)) + say(" of ", " de ") + name("company")
        case "stake.ended":
            return try name("holder") + say(" no longer holds a stake in ", " ne détient plus de part de ")
                + name("company")
        case "dependency.ended":
            return try name("dependent") + say(" no longer depends on ", " ne dépend plus de ") + name("provider")
                + say(" for ", " pour ") + word("kind")
        default:
            return try name("dependent") + say(" depends on ", " dépend de ") + name("provider")
                + say(" for ", " pour ")
                + word("kind") + also(data["trend"]?.string.map(words.word))
        }
    }

    /// Of what somebody says of another event, that event's words stand behind it.
    func aboutAnother(_ type: String) throws -> String {
        let target = try data["target"]?.string.flatMap { id -> String? in
            guard let (type, data) = try words.event(id), data["target"] == nil else { return id }
            return try data["summary"]?.string ?? words.fields(data).sentence(type)
        }
        let what = also(target, say(": ", " : "))
        switch type {
        case "evidence.added":
            let who = try words.speaker(data["by"]?.object) ?? "?"
            let verb =
                switch text("stance") {
                case "confirms": say("confirms", "confirme")
                case "disputes": say("disputes", "conteste")
                case "denies": say("denies", "dément")
                default: say("supports", "appuie")
                }
            return "\(who) \(verb)" + what
        case "event.corrected": return say("Corrected", "Corrigé") + reason() + what
        case "event.retracted": return say("Retracted", "Retiré") + reason() + what
        case "event.reviewed": return say("Reviewed, ", "Relu, ") + word("verdict") + what
        default: return type
        }
    }

    private func reason() -> String { data["reason"]?.string.map { " (\($0))" } ?? "" }

    func statement(_ type: String) throws -> String {
        let colon = say(": ", " : ")
        switch type {
        case "company.registered":
            let listings = (data["listings"]?.array ?? []).compactMap { $0.object?["ticker"]?.string }
            return text("name") + colon + say("registered", "enregistrement")
                + also(data["kind"]?.string.map(words.word))
                + also(try data["parent"]?.string.map { say("of ", "de ") + (try words.name($0)) }, " ")
                + also(listings.isEmpty ? nil : list(listings))
        case "company.identified": return try name("company") + say(" is ", " est ") + name("is")
        case "company.restructured":
            return try name("company") + say(" changes its structure", " change de structure")
                + also(data["structure"]?.string, colon)
        case "market.stated": return say("Hours of ", "Horaires de ") + text("mic")
        case "plan.stated":
            let size = [amount("spend"), amount("power")].compactMap { $0 }
            return try name("company") + say(" plans", " prévoit") + also(size.isEmpty ? nil : list(size), " ")
                + also(data["horizon"]?.string.map { say("by ", "d’ici ") + $0 }) + " (\(text("plan")))"
        case "metric.reported":
            return try name("company") + colon + word("metric") + also(amount("value"), " ")
                + also(data["period"]?.string.map { say("for ", "pour ") + $0 }, " ")
                + also(try data["counterparty"]?.string.map { say("with ", "avec ") + (try words.name($0)) })
                + also(amount("percent"))
        case "valuation.reported":
            return try name("company") + say(" valued at ", " valorisée ") + (amount("value") ?? "?")
                + also(data["context"]?.string)
        case "results.released":
            return try name("company") + say(": results for ", " : résultats de ") + text("period")
        case "risk.flagged", "risk.eased":
            let companies = try (data["companies"]?.array ?? []).compactMap { try $0.string.map(words.name) }
            return (type == "risk.eased" ? say("Risk eases: ", "Risque en recul : ") : say("Risk: ", "Risque : "))
                + text("risk") + also(companies.isEmpty ? nil : list(companies)) + also(amount("value"))
        default: return try ofShare(type)
        }
    }

    private func ofShare(_ type: String) throws -> String {
        switch type {
        case "stock.moved":
            let isUp = text("direction") == "up"
            return try share() + " " + (isUp ? say("up", "en hausse") : say("down", "en baisse"))
                + also(amount("size").map { say(" \($0)", " \(of($0))") }, "") + also(brief())
                + also(basis())
        case "stock.record-set": return try share() + say(": ", " : ") + word("kind") + also(basis())
        case "market-cap.changed":
            let change = quantity(data["change"]).map(movement) ?? "?"
            return try name("company") + say(": market value ", " : capitalisation ") + change + also(basis())
        case "split.effective": return try share() + say(" splits ", " divise son titre ") + text("ratio")
        case "dividend.effective":
            return try share() + say(": dividend of ", " : dividende de ") + (amount("amount") ?? "?")
                + say(" a share", " par action") + also(data["inKind"]?.string)
        case "shares.recorded":
            return try name("company") + say(": ", " : ") + (amount("outstanding") ?? "?") + " " + word("measure")
                + also(data["class"]?.string)
        case "prices.recorded": return prices()
        default: return type
        }
    }

    private func brief() -> String? { data["duration"]?.string == "brief" ? say("briefly", "brièvement") : nil }

    private func basis() -> String? { data["basis"]?.string.map(words.word) }

    private func prices() -> String {
        let days = data["days"]?.array?.compactMap(\.string) ?? []
        let (first, last) = (days.first ?? "?", days.last ?? "?")
        let closes = data["close"]?.array?.compactMap(\.string) ?? []
        let period = days.count > 1 ? say("\(first) to \(last)", "du \(first) au \(last)") : last
        let count =
            days.count > 1 ? VocabularyWords.count(days.count, say("day", "jour"), say("days", "jours")) + ", " : ""
        return text("ticker") + say(" closes, ", ", clôtures, ") + count + period
            + also(closes.last.map { say("last ", "dernière ") + $0 + " " + text("currency") })
    }
}
