import CanonicalJSON

/// A type of event: its name, its stream, its payload. The one source of the decoder, the JSON Schema, the catalogue.
package struct EventType: Sendable {
    package let name: String
    /// Of the payload that is written today.
    package let version: Int
    /// Of each version, from the first on.
    let dataschemas: [String]
    /// The payloads that were written before, oldest first: from version 1 on, without a gap.
    let former: [FormerPayload]
    /// The shapes of those.
    package let formerShapes: [ObjectShape]
    package let stream: StreamRule
    /// The payload with the common fields.
    package let payload: ObjectShape
    /// The fields beside the common ones.
    package let ownFields: [Field]
    /// One line for the catalogue.
    package let meaning: String

    /// Whether it is a price, a count of shares or what became of a share: those measure, and a filter by how sure things
    /// are that are said does not mean them.
    package var isOfMarket: Bool {
        ["prices.recorded", "shares.recorded", "split.effective", "dividend.effective"].contains(name)
    }

    init(
        _ name: String, _ meaning: String, stream: StreamRule, certaintyIsRequired: Bool = true, _ fields: [Field],
        rules: [FieldRule] = [], former: [FormerPayload] = []
    ) {
        self.name = name
        self.former = former
        version = former.count + 1
        dataschemas = (1...version).map { "urn:impact:schema:\(name):\($0)" }
        self.meaning = meaning
        self.stream = stream
        ownFields = fields
        let payload = ObjectShape(
            fields + CommonFields.fields(certaintyIsRequired: certaintyIsRequired), rules: rules)
        self.payload = payload
        formerShapes = EventType.shapes(before: payload, former)
    }

    package var dataschema: String { dataschema(ofVersion: version) }

    package static func named(_ name: String) -> EventType? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The payload's JSON Schema 2020-12.
    package var jsonSchema: JSONObject {
        var schema = payload.jsonSchema
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["$id"] = .string(dataschema)
        schema["title"] = .string(name)
        schema["description"] = .string(meaning)
        return schema
    }
}

/// How the stream follows from the payload.
package enum StreamRule: Sendable, Equatable {
    /// `category/` and the value of a field.
    case field(category: String, name: String)
    /// `category/` and the values of several fields, with `:` between them.
    case fields(category: String, names: [String])
    /// `category/MIC:TICKER` of a company's stock, resolved through its listings.
    case instrument
    /// `prices/MIC:TICKER`, as stated.
    case prices
    /// The stream of the event that `target` names.
    case target
}

package let dealKinds = [
    "cloud", "compute", "chips", "power", "capital", "license", "acquisition", "lease", "loan", "guarantee", "other",
]
package let dependencyKinds = dealKinds + ["distribution", "partnership"]
package let commitmentKinds = ["binding", "conditional", "option", "framework", "letter-of-intent", "unstated"]

extension EventType {
    package static let all: [EventType] =
        companyTypes + dealTypes + relationTypes + marketTypes + statementTypes + ledgerTypes

    private static let company = Field.required("company", .text(.company), "the company")
    private static let optionalMarket: [Field] = [
        .optional("ticker", .text(.ticker), "the ticker; required where the company has several listings"),
        .optional("mic", .text(.mic), "the market; else that of the company's listing"),
    ]
    private static let closeOrIntraday = Shape.choice(["close", "intraday"])
    private static let basisOfMove = Field.optional(
        "basis", .choice(["close", "intraday", "open", "pre-market", "after-hours"]),
        "at the close, within the day, or in trading that daily prices say nothing of")

    private static let companyTypes: [EventType] = [
        EventType(
            "company.registered",
            "A company, its names and listings. A second one replaces the first from its occurrence.",
            stream: .field(category: "company", name: "company"),
            [
                company,
                .required("name", .text(.line), "its full name"),
                .required(
                    "kind", .choice(["public", "private", "unit", "joint-venture", "undisclosed"]), "what it is"),
                .optional("parent", .text(.company), "the company that a unit belongs to"),
                .optional("aliases", .list(.text(.line)), "other names it is found by"),
                .optional("lei", .text(.lei), "its legal entity identifier"),
                .optional(
                    "listings",
                    .list(of: [
                        .required("ticker", .text(.ticker), "the ticker"),
                        .required("mic", .text(.mic), "the market (ISO 10383)"),
                        .optional("ric", .text(.ric), "the Reuters instrument code"),
                        .optional("isin", .text(.isin), "the ISIN"),
                        .required("currency", .text(.currency), "the currency of its prices"),
                        .optional("class", .text(.line), "the share class"),
                        .optional("ratio", .text(.receiptRatio), "the shares that one receipt stands for"),
                        .optional("from", .text(.statedTime), "listed since"),
                        .optional("until", .text(.statedTime), "listed until"),
                    ]), "where its shares are traded"),
            ]),
        EventType(
            "company.identified", "An undisclosed company turns out to be another one.",
            stream: .field(category: "company", name: "company"),
            [company, .required("is", .text(.company), "the company it is")]),
        EventType(
            "company.restructured", "A company changes its structure.",
            stream: .field(category: "company", name: "company"),
            [company, .optional("structure", .text(.line), "the new structure")]),
    ]

    /// What a deal says of itself; an amendment may change each of them.
    private static let dealTerms: [Field] = [
        .optional("through", .text(.company), "the supplier's unit that delivers"),
        .optional("commitment", .choice(commitmentKinds), "how binding it is"),
        .optional("value", .anyQuantity, "the total that the buyer pays"),
        .optional("valueStated", .text(.line), "words for a total that is no amount: shown, and in no sum"),
        .optional(
            "rate",
            .object(
                ObjectShape([
                    .required("amount", .anyQuantity, "how much"),
                    .required("per", .choice(["day", "week", "month", "quarter", "year"]), "in which time"),
                ])), "what is paid by the year and the like: shown, and in no sum"),
        .optional("term", .text(.duration), "how long it runs"),
        .optional("termQualifier", .choice(["exact", "about", "atLeast", "upTo"]), "how the term is meant"),
        .optional("starts", .text(.statedTime), "when the term starts"),
        .optional("ends", .text(.statedTime), "through when it runs"),
        .optional(
            "schedule",
            .list(of: [
                .required("from", .text(.day), "first day"),
                .required("to", .text(.day), "last day"),
                .required("amount", .anyQuantity, "what is due in it"),
            ]), "the payments as stated"),
        .optional(
            "parts",
            .list(of: [
                .required("part", .text(.part), "its id"),
                .optional("value", .anyQuantity, "its value"),
                .optional("capacity", .anyQuantity, "its capacity"),
                .required("commitment", .choice(commitmentKinds), "how binding it is"),
                .optional("condition", .text(.line), "what it depends on"),
                .optional("due", .text(.statedTime), "when it is due"),
                .optional("lapses", .text(.statedTime), "when it lapses"),
            ]), "parts of different strength"),
        .optional(
            "parties",
            .list(of: [
                .required("party", .text(.company), "who takes part"),
                .required("role", .text(.role), "as what: co-investor, lender, guarantor or another slug"),
                .optional("share", .anyQuantity, "of how much of it"),
            ]), "who else takes part; without shares the amount stands once, under all of them together"),
        .optional("fullCapacityBy", .text(.statedTime), "when all capacity is targeted"),
        .optional("extendableFrom", .text(.statedTime), "from when it can be extended"),
        .optional("capacity", .anyQuantity, "the capacity bought"),
        .optional(
            "hardware",
            .list(of: [
                .required("product", .text(.line), "the product"),
                .optional("maker", .text(.company), "who makes it"),
                .optional("quantity", .anyQuantity, "how many"),
            ]), "what it runs on"),
        .optional(
            "consideration",
            .list(of: [
                .required("payer", .text(.company), "who gives"),
                .required("payee", .text(.company), "who receives"),
                .required("form", .choice(["cash", "equity", "warrant", "credit"]), "in what form"),
                .optional("value", .anyQuantity, "its value"),
                .optional("quantity", .anyQuantity, "how much of it"),
                .optional("condition", .text(.line), "on what condition"),
            ]), "what is given in return"),
        .optional(
            "countsToward",
            .list(of: [
                .required("plan", .text(.plan), "the plan"),
                .required("basis", .choice(["stated", "assumed"]), "who says that it counts"),
            ]), "the plans that it counts toward"),
        .optional("purposes", .list(.text(.line)), "what it is for"),
    ]

    private static let deal = Field.required("deal", .text(.deal), "the deal's id")
    private static let part = Field.required("part", .text(.part), "the part's id")
    private static let dealStream = StreamRule.field(category: "deal", name: "deal")

    private static let dealTypes: [EventType] = [
        EventType(
            "deal.announced",
            "A deal between a buyer, who pays, and a supplier, who delivers; in capital the investor is the buyer.",
            stream: dealStream,
            [
                deal,
                .required("buyer", .text(.company), "who pays"),
                .required("supplier", .text(.company), "who delivers"),
                .required("kind", .choice(dealKinds), "what is bought"),
            ] + dealTerms),
        EventType(
            "deal.amended", "Terms of a deal change: a field replaces the field whole, null removes it.",
            stream: dealStream,
            [
                deal,
                .optional("buyer", .text(.company), "who pays"),
                .optional("supplier", .text(.company), "who delivers"),
                .optional("kind", .choice(dealKinds), "what is bought"),
                .optional(
                    "increase", .anyQuantity,
                    "by how much the value or the capacity changed, as its unit says; negative: a reduction"),
                .optional(
                    "amendment", .text(.amendment), "the key of the change, where that is not the day it occurred on"),
            ]
                + dealTerms.map {
                    Field(name: $0.name, shape: .nullable($0.shape), isRequired: false, meaning: $0.meaning)
                },
            rules: [.notBoth("value", "increase")]),
        EventType(
            "deal.part-met", "The condition of a part is met, or an option is exercised: binding from then on.",
            stream: dealStream, [deal, part]),
        EventType(
            "deal.part-ended", "A part ends or lapses: nothing of it counts.", stream: dealStream, [deal, part]),
        EventType(
            "deal.delivered", "What has been delivered, invoiced or paid since the start.", stream: dealStream,
            [
                deal,
                .required("day", .text(.day), "up to and with this day"),
                .required("total", .anyQuantity, "cumulative since the start"),
                .required("measure", .choice(["delivered", "invoiced", "paid", "prepaid"]), "what is counted"),
            ]),
        EventType(
            "deal.linked", "How a deal relates to another one.", stream: dealStream,
            [
                deal,
                .required("other", .text(.deal), "the other deal"),
                .required(
                    "relation",
                    .choice(["same-as", "part-of", "extends", "replaces", "funded-by", "conditional-on"]),
                    "how this one relates to the other"),
            ]),
        EventType(
            "deal.remaining",
            "What a party says is left to be done: neither a total nor a change of one.", stream: dealStream,
            [
                deal,
                .required("day", .text(.day), "at the end of this day"),
                .required("amount", .anyQuantity, "the remaining performance obligation"),
            ]),
        EventType(
            "deal.ended", "A deal ends; what was delivered stays.", stream: dealStream,
            [
                deal, .optional("reason", .text(.text), "why"),
                .optional("fee", .anyQuantity, "what is paid for ending it"),
            ]),
    ]

    private static let right = Field.required("right", .text(.right), "the right's id")
    private static let rightStream = StreamRule.field(category: "right", name: "right")
    private static let rightTerms: [Field] = [
        .optional("scope", .text(.line), "what it covers"),
        .optional("quantity", .anyQuantity, "of how much"),
        .optional("strike", .anyQuantity, "at which price"),
        .optional("expires", .text(.statedTime), "when it runs out"),
        .optional(
            "parts",
            .list(of: [
                .required("part", .text(.part), "its id"),
                .required("quantity", .anyQuantity, "of how much"),
                .optional("condition", .text(.line), "what it vests with"),
                .optional("due", .text(.statedTime), "when it is due to vest"),
            ]), "parts that vest one by one"),
    ]
    private static let stake: [Field] = [
        .required("holder", .text(.company), "who holds it"),
        .required("company", .text(.company), "of which company"),
    ]
    private static let stakeStream = StreamRule.fields(category: "stake", names: ["holder", "company"])
    private static let edgeStream = StreamRule.fields(
        category: "dependency", names: ["dependent", "provider", "kind"])
    private static let edge: [Field] = [
        .required("dependent", .text(.company), "who depends"),
        .required("provider", .text(.company), "on whom"),
        .required("kind", .choice(dependencyKinds), "for what"),
    ]

    private static let relationTypes: [EventType] = [
        EventType(
            "right.granted", "One company grants another a right.", stream: rightStream,
            [
                right,
                .required("holder", .text(.company), "who has it"),
                .required("grantor", .text(.company), "who granted it"),
                .required("kind", .text(.rightKind), "first-refusal, exclusivity, board-seat, warrant or another slug"),
            ] + rightTerms),
        EventType(
            "right.amended", "Terms of a right change; null removes.", stream: rightStream,
            [
                right,
                .optional("holder", .text(.company), "who has it"),
                .optional("grantor", .text(.company), "who granted it"),
                .optional("kind", .text(.rightKind), "what kind it is"),
            ]
                + rightTerms.map {
                    Field(name: $0.name, shape: .nullable($0.shape), isRequired: false, meaning: $0.meaning)
                }),
        EventType("right.part-vested", "A part of a right vests.", stream: rightStream, [right, part]),
        EventType(
            "right.ended", "A right ends.", stream: rightStream, [right, .optional("reason", .text(.text), "why")]),
        EventType(
            "stake.stated", "One company holds a stake in another: what it holds in all.", stream: stakeStream,
            stake + [
                .optional("percent", .percentQuantity, "the share of the company"),
                .optional("quantity", .shareQuantity, "how many shares"),
                .optional("class", .text(.line), "of which class"),
                .optional("value", .anyQuantity, "what it is worth, as the source says"),
            ]),
        EventType("stake.ended", "One company no longer holds a stake in another.", stream: stakeStream, stake),
        EventType(
            "dependency.stated", "One company depends on another.", stream: edgeStream,
            edge + [
                .optional("via", .text(.line), "through what"),
                .optional("trend", .choice(["rising", "easing"]), "where it goes"),
            ]),
        EventType(
            "dependency.ended", "One company no longer depends on another.", stream: edgeStream, edge),
    ]

    private static let marketTypes: [EventType] = [
        EventType(
            "market.stated", "When a market trades: its clocks, week, hours and special days, over what is built in.",
            stream: .field(category: "market", name: "mic"),
            [
                .required("mic", .text(.mic), "the market (ISO 10383)"),
                .required("zone", .text(.timeZone), "the zone of its clocks"),
                .optional("week", .text(.week), "the days of its week; else Mon-Fri"),
                .required(
                    "hours",
                    .list(
                        of: [
                            .optional("from", .text(.day), "first day, by the market's clocks"),
                            .optional("until", .text(.day), "last day"),
                            .optional("week", .text(.week), "the days of the week with them; else its week"),
                            .required("open", .text(.clock), "when the session opens"),
                            .required(
                                "close", .text(.clock),
                                "when it ends: with the closing auction where that follows without a break"),
                        ], minimum: 1), "its hours, by period"),
                .optional(
                    "specialDays",
                    .list(of: [
                        .required("day", .text(.day), "the day"),
                        .optional("open", .text(.clock), "when it opens late"),
                        .optional("close", .text(.clock), "when it closes early; neither: no session"),
                    ]), "days that are closed, late or early"),
            ]),
        EventType(
            "stock.record-set", "A share price sets a record.", stream: .instrument,
            [
                company,
                .required(
                    "kind", .choice(["all-time-high", "all-time-low", "52-week-high", "52-week-low"]), "which record"),
                .optional("basis", closeOrIntraday, "at the close or within the day"),
            ] + optionalMarket),
        EventType(
            "stock.moved", "A share price moves.", stream: .instrument,
            [
                company,
                .required("direction", .choice(["up", "down"]), "which way"),
                .optional("size", .percentQuantity, "by how much"),
                .optional("duration", .choice(["brief", "session"]), "for how long"),
                basisOfMove,
            ] + optionalMarket,
            former: [
                // A move in extended trading was held against the regular session's close, which it has not to do with.
                FormerPayload(lacking: ["trading"]) { $0["trading"] = "regular" },
                FormerPayload(
                    lacking: ["basis"],
                    having: [
                        .optional(
                            "trading", .choice(["regular", "premarket", "after-hours"]),
                            "in which trading of the day; else the regular session")
                    ]
                ) { move in
                    let words: [String: JSONValue] = ["premarket": "pre-market", "after-hours": "after-hours"]
                    move["basis"] = move["trading"]?.string.flatMap { words[$0] }
                    move["trading"] = nil
                },
            ]),
        EventType(
            "market-cap.changed", "Somebody says by how much a market value changed: a claim.", stream: .instrument,
            [
                company,
                .required("change", .anyQuantity, "the signed change"),
                basisOfMove,
            ] + optionalMarket),
        EventType(
            "split.effective", "A split takes effect.", stream: .instrument,
            [
                company,
                .required("ticker", .text(.ticker), "the ticker"),
                .optional("mic", .text(.mic), "the market; else that of the company's listing"),
                .required("ratio", .text(.ratio), "new shares for old ones"),
                .optional("split", .text(.split), "which split it is, where several are told of at about one time"),
            ]),
        EventType(
            "dividend.effective", "A share is traded without a dividend from this day on.", stream: .instrument,
            [
                company,
                .required("ticker", .text(.ticker), "the ticker"),
                .optional("mic", .text(.mic), "the market; else that of the company's listing"),
                .required("amount", .anyQuantity, "of a share"),
                .optional("inKind", .text(.line), "what is handed out, where it is no money: shares of a spin-off"),
                .optional(
                    "adjusted", .choice(["none", "splits"]), "what the amount is adjusted for, as closes are; else none"
                ),
            ]),
        EventType(
            "prices.recorded", "Daily prices of one instrument: a measurement, many days in one event.",
            stream: .prices,
            [
                .required("ticker", .text(.ticker), "the ticker"),
                .required("mic", .text(.mic), "the market"),
                .required("kind", .choice(["equity", "index", "fx"]), "what is priced"),
                .required("currency", .text(.currency), "in which currency"),
                .required("adjusted", .choice(["none", "splits", "all"]), "what the series is adjusted for"),
                .required("days", .list(.text(.day), minimum: 1), "consecutive sessions"),
                .required("close", .list(.nullable(.text(.price)), minimum: 1), "closes; null where there is none"),
                .optional("open", .list(.nullable(.text(.price))), "opening prices"),
                .optional("high", .list(.nullable(.text(.price))), "the days' highs"),
                .optional("low", .list(.nullable(.text(.price))), "the days' lows"),
                .optional("volume", .list(.nullable(.text(.price))), "shares traded"),
                .optional("previousDay", .text(.day), "the session before, recorded elsewhere"),
                .optional("adjustedThrough", .text(.day), "the day through which the series is adjusted"),
                .optional(
                    "fixing", .choice(["ecb", "wmr-london-4pm", "h10", "close"]),
                    "of an exchange rate: how it was fixed"),
            ]),
        EventType(
            "shares.recorded", "How many shares are outstanding, from the occurrence on.",
            stream: .field(category: "company", name: "company"),
            [
                company,
                .optional("class", .text(.line), "the share class"),
                .required(
                    "measure", .choice(ShareMeasure.words),
                    "how they are counted; only outstanding shares make a market value"),
                .required("outstanding", .shareQuantity, "how many"),
                .optional("splitsThrough", .text(.day), "the day up to which splits are in the count"),
                .optional("convertsInto", .text(.line), "the class that one share of this class can be turned into"),
            ],
            former: [
                FormerPayload(
                    lacking: ["splitsThrough", "convertsInto"],
                    having: [.required("measure", .choice(ShareMeasure.formerWords), "how they are counted")]
                ) { $0["measure"] = $0["measure"]?.string.map { .string(ShareMeasure.ofToday($0)) } }
            ]),
    ]

    private static let risk = Field.required("risk", .text(.risk), "the risk's id")
    private static let riskFields: [Field] = [
        risk,
        .required("companies", .list(.text(.company)), "whom it concerns"),
        .optional("value", .anyQuantity, "the figure at stake"),
    ]

    private static let statementTypes: [EventType] = [
        EventType(
            "plan.stated", "A company states what it plans to spend or build. Never added to deals.",
            stream: .field(category: "plan", name: "plan"),
            [
                .required("plan", .text(.plan), "the plan's id"),
                company,
                .optional("spend", .anyQuantity, "what it is to cost"),
                .optional("power", .anyQuantity, "the power it is to draw"),
                .optional("horizon", .text(.statedTime), "by when"),
                .optional("equivalents", .list(.anyQuantity), "what that is about as much as"),
            ]),
        EventType(
            "metric.reported", "A company's figure.", stream: .field(category: "company", name: "company"),
            [
                company,
                .required(
                    "metric",
                    .choice(["backlog", "purchase-commitments", "revenue", "capital-expenditure", "guidance", "debt"]),
                    "which figure"),
                .required("value", .anyQuantity, "the figure"),
                .optional("period", .text(.statedTime), "of which period"),
                .optional("counterparty", .text(.company), "with whom"),
                .optional("percent", .percentQuantity, "the share of it"),
            ]),
        EventType(
            "valuation.reported", "What a company is said to be worth.",
            stream: .field(category: "company", name: "company"),
            [
                company,
                .required("value", .anyQuantity, "the valuation"),
                .required("context", .text(.line), "a funding round, an offering, a sale of shares"),
            ]),
        EventType(
            "results.released", "A company's results come out.", stream: .field(category: "company", name: "company"),
            [company, .required("period", .text(.statedTime), "the period they cover")]),
        EventType(
            "risk.flagged", "Somebody sees a risk.", stream: .field(category: "risk", name: "risk"), riskFields),
        EventType("risk.eased", "A risk eases.", stream: .field(category: "risk", name: "risk"), riskFields),
    ]

    private static let target = Field.required("target", .text(.eventID), "the event it is about")

    private static let ledgerTypes: [EventType] = [
        EventType(
            "evidence.added", "Later evidence on an event.", stream: .target, certaintyIsRequired: false,
            [
                target,
                .required("stance", .choice(["supports", "confirms", "disputes", "denies"]), "what it does to it"),
                .required("by", Speaker.shape, "who says so"),
            ]),
        EventType(
            "event.corrected", "What was recorded wrongly is mended: the whole new payload.", stream: .target,
            certaintyIsRequired: false,
            [
                target,
                .required("reason", .text(.text), "what was wrong"),
                .required("data", .payload, "the whole new payload"),
                .optional("occurred", .text(.statedTime), "when it really happened"),
                .optional("published", .text(.statedTime), "when it was really public"),
                .optional("subject", .text(.line), "the stream it really belongs to"),
            ]),
        EventType(
            "event.retracted", "An event should never have been recorded.", stream: .target, certaintyIsRequired: false,
            [target, .required("reason", .text(.text), "why")]),
        EventType(
            "event.reviewed", "A second pair of eyes.", stream: .target, certaintyIsRequired: false,
            [
                target,
                .required("verdict", .choice(["approved", "rejected"]), "the verdict"),
                .optional("note", .text(.text), "a note"),
            ]),
    ]
}
