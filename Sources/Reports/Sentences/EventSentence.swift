import CanonicalJSON
import MarketEvents

/// What an event says, in one line: its summary, or where its writer gave none, words made from its fields.
///
/// "OpenAI buys 38bn USD of cloud from Amazon, binding, confirmed", "AMZN up 4 % (reported, Reuters)".
package struct EventSentence {
    /// How a company is called in sentences.
    package struct Company {
        package let name: String
        /// Of its only listing.
        package let ticker: String?

        package init(name: String, ticker: String?) { (self.name, self.ticker) = (name, ticker) }
    }

    let say: SentenceLanguage
    /// Nil for an id that no company is registered under.
    let company: (String) throws -> Company?
    /// The type and the payload of another event.
    let event: (String) throws -> (type: String, data: JSONObject)?

    package init(
        _ language: SentenceLanguage, company: @escaping (String) throws -> Company?,
        event: @escaping (String) throws -> (type: String, data: JSONObject)? = { _ in nil }
    ) {
        (say, self.company, self.event) = (language, company, event)
    }

    /// - Parameter data: as the log has it, also of an unknown type or an older version: what a field does not say is left out.
    package func headline(_ type: String, _ data: JSONObject) throws -> String {
        try data["summary"]?.string ?? made(type, data)
    }

    /// From the fields alone, with how sure it is and who says so.
    func made(_ type: String, _ data: JSONObject) throws -> String { try fields(data).sentence(type) + tail(data) }

    /// As people read it: what its writer says in a line, with how sure it is and who says so; and below that, where that line is the
    /// writer's, what the fields say.
    func told(_ type: String, _ data: JSONObject) throws -> (line: String, fields: String?) {
        let sentence = try fields(data).sentence(type)
        guard let summary = data["summary"]?.string else { return (sentence + (try tail(data)), nil) }
        return (summary + (try tail(data)), sentence)
    }

    func fields(_ data: JSONObject) -> SentenceFields { SentenceFields(of: data, for: self) }

    /// " (reported, Reuters)", ", confirmed".
    private func tail(_ data: JSONObject) throws -> String {
        let certainty = data["certainty"]?.string.map(word)
        guard let who = try speaker(data["saidBy"]?.object) ?? publisher(data) else {
            return certainty.map { ", \($0)" } ?? ""
        }
        return " (" + [certainty, who].compactMap { $0 }.joined(separator: ", ") + ")"
    }

    private func publisher(_ data: JSONObject) -> String? {
        data["evidence"]?.array?.first?.object?["publisher"]?.string
    }

    /// "Sam Altman, OpenAI".
    func speaker(_ speaker: JSONObject?) throws -> String? {
        guard let speaker else { return nil }
        let party = try speaker["party"]?.string.map(name)
        let parts = [speaker["person"]?.string, party, speaker["publisher"]?.string].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    func name(_ id: String) throws -> String { try company(id)?.name ?? id }

    /// A word of the vocabulary.
    func word(_ slug: String) -> String {
        guard say == .french else { return VocabularyWords.plain(slug) }
        return EventSentence.french[slug] ?? VocabularyWords.plain(slug)
    }

    private static let french = [
        "confirmed": "confirmé", "reported": "rapporté", "expected": "attendu", "disputed": "contesté",
        "denied": "démenti",
        "binding": "ferme", "conditional": "conditionnel", "option": "option", "framework": "accord-cadre",
        "letter-of-intent": "lettre d’intention", "unstated": "force non précisée",
        "compute": "puissance de calcul", "chips": "puces", "power": "électricité", "license": "licences",
        "other": "autre", "distribution": "distribution", "partnership": "partenariat", "capital": "capital",
        "acquisition": "acquisition", "lease": "location", "loan": "prêt", "guarantee": "garantie",
        "first-refusal": "droit de premier refus", "exclusivity": "exclusivité",
        "board-seat": "siège au conseil", "warrant": "bons de souscription",
        "all-time-high": "plus haut historique", "all-time-low": "plus bas historique",
        "52-week-high": "plus haut de 52 semaines", "52-week-low": "plus bas de 52 semaines",
        "backlog": "carnet de commandes", "purchase-commitments": "engagements d’achat",
        "revenue": "chiffre d’affaires",
        "capital-expenditure": "investissements", "guidance": "prévisions", "debt": "dette",
        "public": "cotée", "private": "non cotée", "unit": "filiale", "joint-venture": "coentreprise",
        "undisclosed": "non divulguée", "delivered": "livrés", "invoiced": "facturés", "paid": "payés",
        "prepaid": "payés d’avance", "approved": "approuvé", "rejected": "rejeté",
        "outstanding": "en circulation", "issued": "émises", "weighted-basic": "moyenne pondérée",
        "weighted-diluted": "moyenne pondérée diluée", "fully-diluted": "diluées",
        "pre-market": "avant l’ouverture", "after-hours": "après la clôture", "open": "à l’ouverture",
        "close": "à la clôture", "intraday": "en séance", "easing": "en recul", "rising": "en hausse",
        "day": "jour", "week": "semaine", "month": "mois", "quarter": "trimestre", "year": "an",
        "value": "valeur", "capacity": "capacité", "term": "durée", "starts": "début", "ends": "fin",
        "buyer": "acheteur",
        "supplier": "fournisseur", "kind": "nature", "commitment": "engagement", "schedule": "échéancier",
        "parts": "tranches", "parties": "parties", "conditions": "conditions", "hardware": "matériel",
        "consideration": "contrepartie", "purposes": "objets", "scope": "portée", "quantity": "quantité",
        "strike": "prix d’exercice", "expires": "expiration", "holder": "titulaire", "grantor": "concédant",
    ]
}
