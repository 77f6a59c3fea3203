import CanonicalJSON

/// Who says so.
package enum Certainty: String, CaseIterable, Sendable {
    /// The surest first: the order in which rows list them. `disputed` and `denied` are effective certainties only, through later
    /// evidence; no writer states them.
    case confirmed, reported, disputed, expected, denied

    package static let stated: [Certainty] = [.confirmed, .reported, .expected]

    /// How sure it is. Among facts that contradict each other a disputed one has the rank that it had reached before.
    package var rank: Int {
        switch self {
        case .confirmed: 4
        case .reported: 3
        case .disputed: 2
        case .expected: 1
        case .denied: 0
        }
    }
}

package struct Speaker: Hashable, Sendable {
    package let party: String?
    package let publisher: String?
    package let person: String?

    package init(party: String?, publisher: String?, person: String?) {
        (self.party, self.publisher, self.person) = (party, publisher, person)
    }

    static let fields: [Field] = [
        .optional("party", .text(.company), "the company that says so"),
        .optional("publisher", .text(.line), "the publisher that says so"),
        .optional("person", .text(.line), "the person who says so"),
    ]
    static let shape = Shape.object(ObjectShape(fields, rules: [.anyOf(["party", "publisher", "person"])]))

    init(_ fields: ValidFields) {
        party = fields.text(optional: "party")
        publisher = fields.text(optional: "publisher")
        person = fields.text(optional: "person")
    }

    /// "Sam Altman, openai".
    package var description: String { [person, party, publisher].compactMap { $0 }.joined(separator: ", ") }
}

package struct Cause: Hashable, Sendable {
    package let event: String
    /// `stated` by the source, or `inferred` by the writer.
    package let basis: String
}

/// Where a fact comes from.
package struct Evidence: Hashable, Sendable {
    package let publisher: String
    package let title: String?
    package let url: String?
    package let published: StatedTime?
    package let language: String?
    package let accessed: StatedTime?
    package let quote: String?
    package let locator: String?
    package let sha256: String?
    package let archived: String?
}

/// The fields that every payload has.
package struct CommonFields: Hashable, Sendable {
    /// Nil only in `event.*` and `evidence.added`.
    package let certainty: Certainty?
    package let saidBy: Speaker?
    package let summary: String?
    package let causes: [Cause]
    package let isInferred: Bool
    package let evidence: [Evidence]

    static func fields(certaintyIsRequired: Bool) -> [Field] {
        let certainty = Shape.choice(Certainty.stated.map(\.rawValue))
        let meaning = "who says so: confirmed (a party, a filing, an exchange), reported (press), expected (a forecast)"
        return [
            certaintyIsRequired
                ? .required("certainty", certainty, meaning) : .optional("certainty", certainty, meaning),
            .optional("saidBy", Speaker.shape, "who says it"),
            .optional("summary", .text(.line), "one line for people"),
            .optional(
                "causes",
                .list(of: [
                    .required("event", .text(.eventID), "the event that caused this one"),
                    .required(
                        "basis", .choice(["stated", "inferred"]), "stated by the source or inferred by the writer"),
                ]), "economic causes"),
            .optional("inferred", .boolean, "true where the writer concludes it"),
            .optional(
                "evidence",
                .list(of: [
                    .required("publisher", .text(.line), "who published it"),
                    .optional("title", .text(.line), "its title"),
                    .optional("url", .text(.url), "where it stands"),
                    .optional("published", .text(.statedTime), "when it was published"),
                    .optional("language", .text(.language), "its language"),
                    .optional("accessed", .text(.statedTime), "when it was read"),
                    .optional("quote", .text(.text), "the words"),
                    .optional("locator", .text(.line), "an accession number, a page"),
                    .optional("sha256", .text(.sha256), "the digest of the document"),
                    .optional("archived", .text(.url), "an archived copy"),
                ]), "the sources"),
        ]
    }

    init(_ fields: ValidFields) {
        certainty = fields.text(optional: "certainty").flatMap(Certainty.init(rawValue:))
        saidBy = fields.object("saidBy").map(Speaker.init)
        summary = fields.text(optional: "summary")
        causes = fields.objects("causes").map { Cause(event: $0.text("event"), basis: $0.text("basis")) }
        isInferred = fields.boolean("inferred") ?? false
        evidence = fields.objects("evidence").map {
            Evidence(
                publisher: $0.text("publisher"), title: $0.text(optional: "title"), url: $0.text(optional: "url"),
                published: $0.time("published"), language: $0.text(optional: "language"),
                accessed: $0.time("accessed"), quote: $0.text(optional: "quote"),
                locator: $0.text(optional: "locator"), sha256: $0.text(optional: "sha256"),
                archived: $0.text(optional: "archived"))
        }
    }
}

/// Reads the fields of an object that its shape has found valid.
package struct ValidFields {
    let object: JSONObject

    func text(_ name: String) -> String {
        guard let text = object[name]?.string else { preconditionFailure("the shape admitted no \(name)") }
        return text
    }
    func text(optional name: String) -> String? { object[name]?.string }
    func texts(_ name: String) -> [String] { (object[name]?.array ?? []).compactMap(\.string) }
    func optionalTexts(_ name: String) -> [String?]? { object[name]?.array?.map(\.string) }
    func boolean(_ name: String) -> Bool? { object[name]?.boolean }
    func quantity(_ name: String) -> Quantity? { object[name]?.object.flatMap { Quantity($0) } }
    func quantities(_ name: String) -> [Quantity] {
        (object[name]?.array ?? []).compactMap { $0.object.flatMap { Quantity($0) } }
    }
    func time(_ name: String) -> StatedTime? { object[name]?.string.flatMap { try? StatedTime($0) } }
    func object(_ name: String) -> ValidFields? { object[name]?.object.map(ValidFields.init) }
    func objects(_ name: String) -> [ValidFields] {
        (object[name]?.array ?? []).compactMap { $0.object.map(ValidFields.init) }
    }
}
