import CanonicalJSON

/// What is told of deals, from filings and the press, and the one answer to it. Amounts stand for billions.
extension ToldSequence {
    private static let (c, r, e) = ("confirmed", "reported", "expected")
    private static let blog: JSONObject = ["publisher": "A Blog"]
    private static let buyer: JSONObject = ["party": "openai"]

    /// OpenAI and CoreWeave in 2025: 11.9, then two expansions, and a paper that adds them up.
    private static let contract: [Told] = [
        .announced("11.9", c), .increased("4", c, "2025-05-15"), .increased("6.5", c, "2025-09-25"),
    ]

    static let totals: [ToldSequence] = [
        .init(
            "a paper adds up what was filed, on the day of the last change",
            contract + [.announced("22.4", r, "2025-09-25", commitment: nil)],
            "22.4 announced, 22.4 contracted: binding 22.4; confirmed 22.4"),
        .init(
            "a paper adds up what was filed, a day later",
            contract + [.announced("22.4", r, "2025-09-26", commitment: nil)],
            "22.4 announced, 22.4 contracted: binding 22.4; confirmed 22.4"),
        .init(
            "a paper adds up what was filed, as an amendment", contract + [.amended("22.4", r, "2025-09-25")],
            "22.4 announced, 22.4 contracted: binding 22.4; confirmed 22.4"),
        .init(
            "a filing's own sum of what was filed contains it", contract + [.amended("22.4", c, "2025-09-25")],
            "22.4 announced, 22.4 contracted: binding 22.4; confirmed 22.4"),
        .init(
            "a less sure total that is another one stands beside",
            [
                .announced("11.9", c), .increased("4", r, "2025-05-15"),
                .announced("22.4", r, "2025-05-22", commitment: nil),
            ], "15.9 announced, 15.9 contracted: binding 15.9; confirmed 11.9, reported 4",
            alsoSaid: ["d: value 22.4 USD reported"]),
        .init(
            "a filed total makes a reported change sure",
            [.announced("11.9", c), .increased("4", r, "2025-05-15"), .announced("15.9", c, "2025-06-30")],
            "15.9 announced, 15.9 contracted: binding 15.9; confirmed 15.9"),
        .init(
            "an expected increase changes nothing", [.announced("100", c), .increased("5", e, "2025-05-15")],
            "100 announced, 100 contracted: binding 100, expected 5; confirmed 100, expected 5",
            alsoSaid: ["d: increase 5 USD expected"]),
        .init(
            "a paper tells of a filed increase, of its day",
            [.announced("11.9", c), .increased("6.5", c, "2025-09-25"), .increased("6.5", r, "2025-09-25")],
            "18.4 announced, 18.4 contracted: binding 18.4; confirmed 18.4"),
        .init(
            "a paper tells of another amount on that day",
            [.announced("11.9", c), .increased("6.5", c, "2025-09-25"), .increased("6", r, "2025-09-25")],
            "18.4 announced, 18.4 contracted: binding 18.4; confirmed 18.4",
            alsoSaid: ["d: increase 6 USD reported"]),
        .init(
            "nothing is merged by guessing: another day is another change",
            [.announced("11.9", c), .increased("6.5", c, "2025-09-25"), .increased("6.5", r, "2025-09-26")],
            "24.9 announced, 24.9 contracted: binding 24.9; confirmed 18.4, reported 6.5"),
        .init(
            "with one key they are one change on two days",
            [
                .announced("11.9", c), .increased("6.5", c, "2025-09-25", amendment: "september"),
                .increased("6.5", r, "2025-09-26", amendment: "september"),
            ], "18.4 announced, 18.4 contracted: binding 18.4; confirmed 18.4"),
        .init(
            "with two keys they are two changes on one day",
            [
                .announced("100", c), .increased("5", c, "2025-09-25", amendment: "east"),
                .increased("5", c, "2025-09-25", amendment: "west"),
            ], "110 announced, 110 contracted: binding 110; confirmed 110"),
        .init(
            "two changes of one amount",
            [.announced("100", c), .increased("5", c, "2025-09-01"), .increased("5", c, "2025-09-15")],
            "110 announced, 110 contracted: binding 110; confirmed 110"),
        .init(
            "a total that is told again contains a surer change",
            [
                .announced("11.9", r), .increased("4", c, "2025-05-15"),
                .announced("11.9", r, "2025-07-01"),
            ], "11.9 announced, 11.9 contracted: binding 11.9; confirmed 4, reported 7.9"),
        .init(
            "a change without a total", [.announced(nil, c), .increased("4", c, "2025-05-15")],
            ">=4 announced, >=4 contracted: binding >=4; confirmed >=4"),
        .init(
            "an amendment says that there is no total any more",
            [.announced("100", c), .amended(nil, c, "2025-05-15")],
            [:]),
        .init(
            "and what is added to it then is the least that it is",
            [.announced("100", c), .amended(nil, c, "2025-05-15"), .increased("4", c, "2025-06-15")],
            ">=4 announced, >=4 contracted: binding >=4; confirmed >=4"),
        .init(
            "a paper's word that there is none removes nothing",
            [.announced("100", c), .amended(nil, r, "2025-05-15")],
            "100 announced, 100 contracted: binding 100; confirmed 100", alsoSaid: ["d: value nothing reported"]),
        .init(
            "capacity grows in its own unit",
            [.announced(nil, c, with: ["capacity": Told.quantity("6 GW")]), .increased("1 GW", c, "2025-05-15")],
            ["GW": "7 announced, 7 contracted: binding 7; confirmed 7"]),
        .init(
            "a reduction", [.announced("100", c), .increased("-5", r, "2025-05-15")],
            "95 announced, 95 contracted: binding 95; confirmed 95"),
        .init(
            "below nothing there is nothing, but only in the end",
            [.announced("3", c), .increased("-5", c, "2025-05-15"), .increased("4", c, "2025-06-15")],
            "2 announced, 2 contracted: binding 2; confirmed 2"),
        .init(
            "an increase in another currency is never added",
            [.announced("100", c), .increased("5 EUR", c, "2025-05-15")],
            "100 announced, 100 contracted: binding 100; confirmed 100", alsoSaid: ["d: increase 5 EUR confirmed"]),
        .init(
            "a vaguer total that contains what stood supports it",
            [
                .announced("11.9", c), .increased("4", c, "2025-05-15"), .increased("<=6.5", c, "2025-09-25"),
                .announced("<=22.4", c, "2025-09-26"),
            ], "15.9..22.4 announced, 15.9..22.4 contracted: binding 15.9..22.4; confirmed 15.9..22.4"),
        .init(
            "an amendment's total replaces what stood, also where it is vaguer",
            [.announced("11.9", c), .increased("4", c, "2025-05-15"), .amended("<=22.4", c, "2025-09-26")],
            "<=22.4 announced, <=22.4 contracted: binding <=22.4; confirmed <=22.4"),
        .init(
            // Tesla and Samsung, July 2025: a filing in won, a post in dollars.
            "a total in another currency is a translation",
            [.announced("22765 KRW", c, "2025-07-28"), .announced("16.5", r, "2025-07-28", commitment: nil)],
            ["KRW": "22765 announced, 22765 contracted: binding 22765; confirmed 22765"],
            alsoSaid: ["d: value 16.5 USD reported"]),
        .init(
            "of two currencies that are as sure the first holds",
            [.announced("22765 KRW", r, "2025-07-28"), .announced("16.5", r, "2025-07-29")],
            ["KRW": "22765 announced, 22765 contracted: binding 22765; reported 22765"],
            alsoSaid: ["d: value 16.5 USD reported"]),
        .init(
            "a rumour beside a filing, and a blog that disputes it",
            [
                .announced("250", c), .announced("25", e, "2025-06-01", commitment: nil),
                .evidence("disputes", by: blog, of: 0, "2025-06-02"),
            ], "250 announced, 250 contracted: binding 250; disputed 250", alsoSaid: ["d: value 25 USD expected"]),
        .init(
            "a forecast of a total that nobody else tells", [.announced(nil, c), .announced("250", e, "2025-06-01")],
            "0 announced, 0 contracted: expected 250; expected 250"),
        .init(
            "one id, two deals: the later one whole, no mixture",
            [
                .announced("38", c, with: ["term": "P7Y"]),
                .announced("250", c, "2025-06-01", with: ["supplier": "microsoft"]),
            ], "250 announced, 250 contracted: binding 250; confirmed 250",
            alsoSaid: ["d: supplier amazon confirmed", "d: term P7Y confirmed", "d: value 38 USD confirmed"]),
        .init(
            "how binding it is, is not filled by a paper",
            [.announced("38", c, commitment: nil), .announced(nil, r, "2025-06-01")],
            "38 announced, 0 contracted: unstated 38; confirmed 38", alsoSaid: ["d: commitment binding reported"]),
        .init(
            "a paper's amendment of what was filed",
            [
                .announced("38", c, commitment: "letter-of-intent"),
                .amended(["commitment": "binding"], r, "2025-06-01"),
            ], "0 announced, 0 contracted: letter-of-intent 38; ", alsoSaid: ["d: commitment binding reported"]),
        .init(
            "an amendment that was filed",
            [
                .announced("38", c, commitment: "letter-of-intent"),
                .amended(["commitment": "binding"], c, "2025-06-01"),
            ], "38 announced, 38 contracted: binding 38; confirmed 38"),
        .init(
            "at least and up to",
            [
                .announced(">=10", c, deal: "d1"), .announced("<=14.2", c, deal: "d2"),
            ], ">=10 announced, >=10 contracted: binding >=10; confirmed >=10"),
        .init(
            "up to beside a number", [.announced("588", c, deal: "d1"), .announced("<=22.4", c, deal: "d2")],
            "588..610.4 announced, 588..610.4 contracted: binding 588..610.4; confirmed 588..610.4"),
        .init(
            "a guarantee is in no sum", [.announced("5", c, with: ["kind": "guarantee"])],
            "0 announced, 0 contracted: guarantee 5; "),
    ]

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

    static let links: [ToldSequence] = [
        .init(
            "a binding part of a letter of intent",
            [
                .announced("90", c, deal: "d1"), .announced("300", c, deal: "d2", commitment: "letter-of-intent"),
                .linked("d1", "part-of", "d2"),
            ], "90 announced, 90 contracted: binding 90, letter-of-intent 210; confirmed 90"),
        .init(
            "a filed part of what a paper reports",
            [.announced("90", c, deal: "d1"), .announced("300", r, deal: "d2"), .linked("d1", "part-of", "d2")],
            "300 announced, 300 contracted: binding 300; confirmed 90, reported 210"),
        .init(
            "a letter of intent replaces no contract",
            [
                .announced("90", c, deal: "d1"), .announced("300", c, deal: "d2", commitment: "letter-of-intent"),
                .linked("d2", "replaces", "d1"),
            ], "90 announced, 90 contracted: binding 90, letter-of-intent 300; confirmed 90"),
        .init(
            "of twins the surest counts",
            [.announced("90", r, deal: "d1"), .announced("100", c, deal: "d2"), .linked("d2", "same-as", "d1")],
            "100 announced, 100 contracted: binding 100; confirmed 100"),
        .init(
            "of twins that are as sure the stronger counts",
            [
                .announced("90", c, deal: "d1", commitment: "framework"), .announced("100", c, deal: "d2"),
                .linked("d1", "same-as", "d2"),
            ], "100 announced, 100 contracted: binding 100; confirmed 100"),
        .init(
            "twins that state a unit each",
            [
                .announced("100", c, deal: "d1"),
                .announced(nil, r, deal: "d2", with: ["capacity": Told.quantity("6 GW")]),
                .linked("d2", "same-as", "d1"),
            ],
            [
                "USD": "100 announced, 100 contracted: binding 100; confirmed 100",
                "GW": "6 announced, 6 contracted: binding 6; reported 6",
            ]),
        .init(
            "a denied twin erases nothing",
            [
                .announced("90", c, deal: "d1"), .announced("90", c, deal: "d2"), .linked("d2", "same-as", "d1"),
                .evidence("denies", by: buyer, of: 0, "2025-10-02"),
            ], "90 announced, 90 contracted: binding 90; confirmed 90"),
        .init(
            "what is denied replaces nothing",
            [
                .announced("100", c, deal: "d1"), .announced("90", c, deal: "d2"), .linked("d2", "replaces", "d1"),
                .evidence("denies", by: buyer, of: 1, "2025-10-02"),
            ], "100 announced, 100 contracted: binding 100, denied 90; confirmed 100, denied 90"),
        .init(
            "an expected link holds nothing",
            [.announced("90", c, deal: "d1"), .announced("100", c, deal: "d2"), .linked("d1", "part-of", "d2", e)],
            "190 announced, 190 contracted: binding 190; confirmed 190"),
        .init(
            "what is in a twin is in the whole",
            [
                .announced("90", c, deal: "d0"), .announced("300", c, deal: "d1"), .announced("90", c, deal: "d2"),
                .linked("d2", "same-as", "d0"), .linked("d2", "part-of", "d1"),
            ], "300 announced, 300 contracted: binding 300; confirmed 300"),
        .init(
            "a chain",
            [
                .announced("10", c, deal: "d1"), .announced("50", c, deal: "d2"), .announced("100", c, deal: "d3"),
                .linked("d1", "part-of", "d2"), .linked("d2", "part-of", "d3"),
            ], "100 announced, 100 contracted: binding 100; confirmed 100"),
        .init(
            "a chain through a deal without an amount",
            [
                .announced("10", c, deal: "d1"), .announced(nil, c, deal: "d2"), .announced("100", c, deal: "d3"),
                .linked("d1", "part-of", "d2"), .linked("d2", "part-of", "d3"),
            ], "100 announced, 100 contracted: binding 100; confirmed 100"),
        .init(
            "a chain of weaker wholes",
            [
                .announced("10", c, deal: "d1"), .announced("50", c, deal: "d2", commitment: "framework"),
                .announced("100", c, deal: "d3", commitment: "letter-of-intent"),
                .linked("d1", "part-of", "d2"), .linked("d2", "part-of", "d3"),
            ], "10 announced, 10 contracted: binding 10, framework 40, letter-of-intent 50; confirmed 10"),
        .init(
            "of a ring what wins holds",
            [
                .announced("90", c, deal: "d1"), .announced("100", c, deal: "d2"), .linked("d1", "part-of", "d2"),
                .linked("d2", "part-of", "d1", r),
            ], "100 announced, 100 contracted: binding 100; confirmed 100"),
        .init(
            "what replaced it has ended",
            [
                .announced("90", c, deal: "d1"), .announced("100", c, deal: "d2"), .linked("d2", "replaces", "d1"),
                .ended(c, "2025-11", deal: "d2"),
            ], "0 announced, 0 contracted: ended 100; "),
        .init(
            "the end of one twin is that of the deal",
            [
                .announced("90", c, deal: "d1"), .announced("90", c, deal: "d2"), .linked("d1", "same-as", "d2"),
                .ended(c, "2025-11", deal: "d2"),
            ], "0 announced, 0 contracted: ended 90; "),
        .init(
            "a whole that states no amount",
            [.announced("90", c, deal: "d1"), .announced(nil, c, deal: "d2"), .linked("d1", "part-of", "d2")],
            "90 announced, 90 contracted: binding 90; confirmed 90"),
    ]
}
