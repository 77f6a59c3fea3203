import CanonicalJSON

/// Deals that are the same, or parts of each other, or replace each other.
extension ToldSequence {
    private static let (c, r, e) = ("confirmed", "reported", "expected")
    private static let buyer: JSONObject = ["party": "openai"]

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
            "twins of which one is sure are one deal, those that are only expected, too",
            [
                .announced("80", e, deal: "d1"), .announced("90", e, deal: "d2"), .announced("100", r, deal: "d3"),
                .linked("d1", "same-as", "d2"), .linked("d3", "same-as", "d2"),
            ], "100 announced, 100 contracted: binding 100; reported 100"),
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
            "a part of which only a change is expected takes nothing from its whole",
            [
                .announced(nil, c, deal: "d1"), .increased("3 GW", e, "2025-05-15", deal: "d1"),
                .announced(
                    nil, c, deal: "d2", commitment: "option", with: ["parts": [part("first", "<=5 GW", "framework")]]),
                .linked("d1", "part-of", "d2"),
            ], ["GW": "0 announced, 0 contracted: framework <=5, expected 3; expected 3"],
            alsoSaid: ["d1: increase 3 GW expected"]),
        .init(
            "a whole that states no amount",
            [.announced("90", c, deal: "d1"), .announced(nil, c, deal: "d2"), .linked("d1", "part-of", "d2")],
            "90 announced, 90 contracted: binding 90; confirmed 90"),
    ]
}
