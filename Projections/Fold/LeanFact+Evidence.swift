import MarketEvents

extension LeanFact: EvidencedFact {
    var saying: Saying<Bytes>? {
        guard kind == .evidenceAdded, let target = word(.target), let stance = word(.stance),
            let by = self[.by].map(Speaker.init(stored:))
        else { return nil }
        return Saying(target: target, stance: stance.string, by: by)
    }

    var speaker: Speaker? { self[.saidBy].map(Speaker.init(stored:)) }

    var publishers: [Voice] {
        var told: [(publisher: String, published: String?)] = []
        self[.evidence]?.forEachElement { item in
            if let publisher = item.member("publisher") {
                told.append((JSONText.decoded(publisher), item.member("published")?.plainText?.string))
            }
            return true
        }
        return Voice.publishers(told, publication)
    }

    var publication: String? { published.text.isEmpty ? nil : published.text.string }

    var companiesNamed: [String] {
        var names = LeanFact.companyFields.compactMap { word($0)?.string }
        func add(_ member: StaticString, of value: Bytes) {
            if let company = value.member(member)?.plainText { names.append(company.string) }
        }
        if let speaker = self[.saidBy] { add("party", of: speaker) }
        self[.hardware]?.forEachElement { item in
            add("maker", of: item)
            return true
        }
        self[.consideration]?.forEachElement { item in
            add("payer", of: item)
            add("payee", of: item)
            return true
        }
        return names + partiesBeside
    }

    private static let companyFields: [FieldName] = [.company, .dependent, .provider] + FactKind.parties

    var subjectParties: [String] {
        kind.partyFields.compactMap { word($0)?.string } + (kind == .dealAnnounced ? partiesBeside : [])
    }

    /// Who takes part in a deal beside its buyer and its supplier.
    private var partiesBeside: [String] {
        var names: [String] = []
        self[.parties]?.forEachElement { item in
            if let party = item.member("party")?.plainText { names.append(party.string) }
            return true
        }
        return names
    }

    var telling: Telling<Bytes>? {
        kind.startsSubject.map {
            Telling(
                subject: subject, kind: kind.typeName, startsSubject: $0, change: word(.amendment),
                occurred: occurred.end)
        }
    }
}

extension Speaker {
    /// From its JSON in a payload.
    init(stored object: Bytes) {
        func text(_ name: StaticString) -> String? {
            object.member(name).flatMap { $0.isString ? JSONText.decoded($0) : nil }
        }
        self.init(party: text("party"), publisher: text("publisher"), person: text("person"))
    }
}
