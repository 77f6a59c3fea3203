import CanonicalJSON

/// Parts of a strength of their own, ends and denials.
extension ToldSequence {
    private static let (c, r, e) = ("confirmed", "reported", "expected")
    private static let blog: JSONObject = ["publisher": "A Blog"]
    private static let buyer: JSONObject = ["party": "openai"]

    static let parts: [ToldSequence] = [
        .init(
            // AMD's filing of 2025-10-06.
            "six gigawatts, of which five are an option",
            [
                .announced(
                    nil, c,
                    with: [
                        "capacity": Told.quantity("6 GW"),
                        "parts": [part("first", "1 GW", "binding"), part("rest", "5 GW", "option")],
                    ])
            ], ["GW": "1 announced, 1 contracted: binding 1, option 5; confirmed 1"]),
        .init(
            "an uncertain part of a certain total",
            [.announced("100", c, with: ["parts": [part("first", "<=50", "conditional")]])],
            "100 announced, 50..100 contracted: binding 50..100, conditional <=50; confirmed 100"),
        .init(
            "a letter of intent of one binding part",
            [.announced(nil, c, commitment: "letter-of-intent", with: ["parts": [part("first", "10", "binding")]])],
            "10 announced, 10 contracted: binding 10; confirmed 10"),
        .init(
            "a part in another currency stands by itself",
            [.announced("10", c, commitment: nil, with: ["parts": [part("first", "4 EUR", "option")]])],
            [
                "USD": "10 announced, 0 contracted: unstated 10; confirmed 10",
                "EUR": "0 announced, 0 contracted: option 4; ",
            ]),
        .init(
            "parts and a change after them",
            [
                .announced(nil, c, with: ["parts": [part("first", "10", "binding"), part("rest", "60", "option")]]),
                .increased("4", c, "2025-05-15"),
            ], "14 announced, 14 contracted: binding 14, option 60; confirmed 14"),
        .init(
            "a condition that is met, as a paper says",
            [
                .announced("100", c, commitment: "framework", with: ["parts": [part("first", "10", "conditional")]]),
                .part("met", "first", r, "2025-06-01"),
            ], "10 announced, 10 contracted: binding 10, framework 90; reported 10"),
        .init(
            "a condition that is expected to be met",
            [
                .announced("100", c, commitment: "framework", with: ["parts": [part("first", "10", "conditional")]]),
                .part("met", "first", e, "2025-06-01"),
            ], "10 announced, 0 contracted: conditional 10, framework 90; confirmed 10",
            alsoSaid: ["d: partMet first expected"]),
        .init(
            "a part that has ended",
            [
                .announced("100", c, with: ["parts": [part("first", "30", "option")]]),
                .part("ended", "first", c, "2025-06-01"),
            ], "70 announced, 70 contracted: binding 70, ended 30; confirmed 70"),
    ]

    static let ends: [ToldSequence] = [
        .init(
            "an end that is expected", [.announced("250", c), .ended(e, "2026-06")],
            "250 announced, 250 contracted: binding 250; confirmed 250", alsoSaid: ["d: ended 2026-06 expected"]),
        .init(
            "an end that a paper reports", [.announced("250", c), .ended(r, "2025-09")],
            "250 announced, 250 contracted: binding 250; confirmed 250", alsoSaid: ["d: ended 2025-09 reported"]),
        .init(
            "an end that is filed", [.announced("250", c), .ended(c, "2025-09")],
            "0 announced, 0 contracted: ended 250; "),
        .init(
            "announced anew after its end",
            [.announced("250", c), .ended(c, "2025-09"), .announced("250", c, "2025-11-01")],
            "250 announced, 250 contracted: binding 250; confirmed 250"),
        .init(
            "a paper reopens nothing",
            [.announced("250", c), .ended(c, "2025-09"), .announced("250", r, "2025-11-01", commitment: nil)],
            "0 announced, 0 contracted: ended 250; ", alsoSaid: ["d: announced 2025-11-01 reported"]),
        .init(
            "an end before the start ends nothing", [.ended(c, "2025-01"), .announced("250", c)],
            "250 announced, 250 contracted: binding 250; confirmed 250"),
        .init(
            "a blog denies what is confirmed",
            [.announced("250", c), .evidence("denies", by: blog, of: 0, "2025-04-01")],
            "250 announced, 250 contracted: binding 250; disputed 250"),
        .init(
            "the buyer denies it",
            [
                .announced("250", c), .evidence("denies", by: blog, of: 0, "2025-04-01"),
                .evidence("denies", by: buyer, of: 0, "2025-04-02"),
            ], "0 announced, 0 contracted: denied 250; denied 250"),
        .init(
            "and only a party takes that back",
            [
                .announced("250", c), .evidence("denies", by: buyer, of: 0, "2025-04-02"),
                .evidence("confirms", by: blog, of: 0, "2025-04-03"),
            ], "0 announced, 0 contracted: denied 250; denied 250"),
    ]
}
