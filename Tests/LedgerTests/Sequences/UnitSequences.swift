import CanonicalJSON

/// Amounts of a deal in other units than money, in whatever field they are told: what is in one unit is one amount.
extension ToldSequence {
    private static let (c, r) = ("confirmed", "reported")

    static let units: [ToldSequence] = [
        .init(
            "one amount as value and as capacity",
            [.announced("6 GW", c, with: ["capacity": Told.quantity("6000 MW")])],
            ["GW": "6 announced, 6 contracted: binding 6; confirmed 6"]),
        .init(
            "two amounts of one unit as value and as capacity",
            [.announced("6 GW", c, with: ["capacity": Told.quantity("5 GW")])],
            ["GW": "6 announced, 6 contracted: binding 6; confirmed 6"], alsoSaid: ["d: capacity 5 GW confirmed"]),
        .init(
            "a value in GPUs and a capacity in gigawatts",
            [.announced("100 GPU", c, with: ["capacity": Told.quantity("6 GW")])],
            [
                "GPU": "100 announced, 100 contracted: binding 100; confirmed 100",
                "GW": "6 announced, 6 contracted: binding 6; confirmed 6",
            ]),
        .init(
            "a capacity in GPUs, and a paper that calls it a value",
            [
                .announced("10", c, with: ["capacity": Told.quantity("100 GPU")]),
                .announced("90 GPU", r, "2025-04-10", commitment: nil),
            ],
            [
                "USD": "10 announced, 10 contracted: binding 10; confirmed 10",
                "GPU": "100 announced, 100 contracted: binding 100; confirmed 100",
            ], alsoSaid: ["d: value 90 GPU reported"]),
        .init(
            "a part of a value in GPUs is in it",
            [
                .announced(
                    "100 GPU", c, commitment: "framework", with: ["parts": [part("first", "60 GPU", "binding")]])
            ], ["GPU": "60 announced, 60 contracted: binding 60, framework 40; confirmed 60"]),
        .init(
            "a value in servers grows by servers",
            [
                .announced("100 server", c),
                .amended(["increase": Told.quantity("10 server")], c, "2025-05-15"),
            ], ["server": "110 announced, 110 contracted: binding 110; confirmed 110"]),
        .init(
            "a value in servers of which nothing is said any more",
            [.announced("100 server", c), .amended(nil, c, "2025-05-15")], [:]),
        .init(
            "that there is no value is not said of a capacity, though a paper calls another one a value",
            [
                .announced("10", c, with: ["capacity": Told.quantity("6 GW")]),
                .announced("5 GW", r, "2025-04-10", commitment: nil), .amended(nil, c, "2025-05-15"),
            ], ["GW": "6 announced, 6 contracted: binding 6; confirmed 6"], alsoSaid: ["d: value 5 GW reported"]),
        .init(
            "a capacity in dollars grows by dollars",
            [
                .announced(nil, c, with: ["capacity": Told.quantity("100")]), .increased("10", c, "2025-05-15"),
            ], "110 announced, 110 contracted: binding 110; confirmed 110"),
        .init(
            "one amount of a part as value and as capacity",
            [
                .announced(
                    nil, c,
                    with: [
                        "parts": [
                            [
                                "part": "first", "commitment": "binding", "value": Told.quantity("1 GW"),
                                "capacity": Told.quantity("1 GW"),
                            ]
                        ]
                    ])
            ], ["GW": "1 announced, 1 contracted: binding 1; confirmed 1"]),
        .init(
            "a paper's amendment of the capacity with an increase of the value: only the first is beside what was filed",
            [
                .announced("100", c, with: ["capacity": Told.quantity("6 GW")]),
                .amended(
                    ["capacity": Told.quantity("7 GW"), "increase": Told.quantity("5")], r, "2025-05-15"),
            ],
            [
                "USD": "105 announced, 105 contracted: binding 105; confirmed 100, reported 5",
                "GW": "6 announced, 6 contracted: binding 6; confirmed 6",
            ], alsoSaid: ["d: capacity 7 GW reported"]),
    ]
}
