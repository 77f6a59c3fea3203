import CanonicalJSON

/// What is told of deals, from filings and the press, and the one answer to it. Amounts stand for billions.
extension ToldSequence {
    private static let (c, r, e) = ("confirmed", "reported", "expected")
    private static let blog: JSONObject = ["publisher": "A Blog"]

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
            "megawatts and gigawatts add",
            [.announced(nil, c, with: ["capacity": Told.quantity("500 MW")]), .increased("1 GW", c, "2025-05-15")],
            ["GW": "1.5 announced, 1.5 contracted: binding 1.5; confirmed 1.5"]),
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
            "another deal under its id, as large as this one was before it changed",
            [
                .announced("38", c), .increased("5", c, "2025-05-15"),
                .announced("38", r, "2025-06-01", with: ["supplier": "microsoft"]),
            ], "43 announced, 43 contracted: binding 43; confirmed 43",
            alsoSaid: ["d: supplier microsoft reported", "d: value 38 USD reported"]),
        .init(
            "another deal under its id, as large as this one is",
            [
                .announced("38", c), .increased("5", c, "2025-05-15"),
                .announced("43", r, "2025-06-01", with: ["supplier": "microsoft"]),
            ], "43 announced, 43 contracted: binding 43; confirmed 43",
            alsoSaid: ["d: supplier microsoft reported"]),
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
}
