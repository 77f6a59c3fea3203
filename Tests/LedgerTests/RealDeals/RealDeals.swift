import CanonicalJSON

/// Deals of 2022 to 2026. The figures are those of the sources; what a source leaves open is open here.
extension RealDeal {
    private static let binding: JSONValue = "binding"

    static let all: [RealDeal] = cloud + chips + capital + leases + energy + ended

    private static let cloud: [RealDeal] = [
        RealDeal(
            "CoreWeave and OpenAI",
            "CoreWeave's prospectus of 2025-03-31 (up to 11.9bn, stock of 350m for OpenAI); 10-Q of 2025-05 (4bn more); "
                + "Reuters 2025-09-25 (up to 6.5bn more, 22.4bn in all)",
            [
                .announced(
                    "2025-03-10", "openai", "coreweave", "cloud",
                    [
                        "value": "<=11.9bn USD", "commitment": binding, "term": "P5Y", "termQualifier": "about",
                        "consideration": [
                            [
                                "payer": "coreweave", "payee": "openai", "form": "equity",
                                "value": Told.quantity("350m USD"),
                            ]
                        ],
                    ]),
                .amended("2025-05-15", ["increase": "<=4bn USD"]),
                .amended("2025-09-25", ["increase": "<=6.5bn USD"]),
            ],
            [
                "total": "<=22.4bn USD", "USD.announced": "<=22.4bn USD", "USD.contracted": "<=22.4bn USD",
                "certainty": "confirmed",
            ], at: ("2025-06-30", ["total": "<=15.9bn USD"])),
        RealDeal(
            "CoreWeave and Meta",
            "CoreWeave's 8-K of 2025-09-30: up to about 14.2bn through 2031-12-14, an option to 2032",
            [
                .announced(
                    "2025-09-30", "meta", "coreweave", "cloud",
                    [
                        "value": "<=14.2bn USD", "commitment": binding, "ends": "2031-12-14",
                        "parts": [["part": "expansion", "commitment": "option", "lapses": "2032"]],
                    ])
            ],
            [
                "total": "<=14.2bn USD", "ends": "2031-12-14", "USD.contracted": "<=14.2bn USD", "USD.option": nil,
                "parts": "expansion option 2032",
            ], at: ("2031-12-14", ["USD.contracted": "0 USD", "USD.ended": "<=14.2bn USD"])),
        RealDeal(
            "Nebius and Microsoft",
            "Nebius's 6-K of 2025-09-08 by CNBC: 17.4bn through 2031, and an option on 2bn of services more",
            [
                .announced(
                    "2025-09-08", "microsoft", "nebius", "cloud",
                    [
                        "ends": "2031",
                        "parts": [
                            Told.part("contract", "17.4bn USD", "binding"),
                            Told.part("additional", "<=2bn USD", "option"),
                        ],
                    ])
            ],
            [
                "total": "17.4..19.4bn USD", "basis": "parts", "USD.announced": "17.4bn USD",
                "USD.contracted": "17.4bn USD", "USD.option": "<=2bn USD", "ends": "2031",
            ]),
        RealDeal(
            "IREN and Microsoft", "IREN's release of 2025-11-03: about 9.7bn, five years, a fifth paid ahead, 200 MW",
            [
                .announced(
                    "2025-11-03", "microsoft", "iren", "cloud",
                    [
                        "value": "~9.7bn USD", "commitment": binding, "term": "P5Y", "capacity": "200 MW",
                        "hardware": [["product": "GB300", "maker": "nvidia"]],
                    ]),
                .said(
                    "delivered", "2025-11-03",
                    ["day": "2025-11-03", "total": "~1.94bn USD", "measure": "prepaid", "certainty": "expected"]),
            ],
            [
                "total": "~9.7bn USD", "capacity": "200 MW", "prepaid": "~1.94bn USD", "paid": "~1.94bn USD",
                "unpaid": "~7.76bn USD", "USD.contracted": "~9.7bn USD", "GW.contracted": "0.2 GW",
                "hardware": "nvidia GB300",
            ]),
        RealDeal(
            "Oracle and OpenAI",
            "Oracle's 8-K of 2025-06-30 (over 30bn a year); OpenAI 2025-07-22 (4.5 GW); The Wall Street Journal 2025-09-10 "
                + "(300bn over about five years, from 2027)",
            [
                .announced(
                    "2025-06-30", "openai", "oracle", "cloud",
                    [
                        "rate": ["amount": Told.quantity(">=30bn USD"), "per": "year"], "capacity": "4.5 GW",
                        "certainty": "reported",
                    ]),
                .amended(
                    "2025-09-10",
                    [
                        "value": "300bn USD", "term": "P5Y", "termQualifier": "about", "starts": "2027",
                        "certainty": "reported",
                    ]),
            ],
            [
                "total": "300bn USD", "rate": ">=30bn USD", "ratePer": "year", "capacity": "4.5 GW", "starts": "2027",
                "USD.announced": "300bn USD", "USD.contracted": "0 USD", "USD.unstated": "300bn USD",
            ], at: ("2025-08-31", ["total": nil, "USD.announced": nil, "rate": ">=30bn USD"])),
        RealDeal(
            "Amazon and OpenAI",
            "both companies on 2025-11-03 (38bn over seven years) and on 2026-02-27 (100bn more over eight years)",
            [
                .announced(
                    "2025-11-03", "openai", "amazon", "cloud",
                    [
                        "through": "aws", "value": "38bn USD", "commitment": binding, "term": "P7Y",
                        "extendableFrom": "2027", "fullCapacityBy": "2026",
                        "hardware": [
                            ["product": "GB200, GB300", "maker": "nvidia", "quantity": Told.quantity(">=200k GPU")]
                        ],
                    ]),
                .amended("2026-02-27", ["increase": "100bn USD", "term": "P8Y"]),
            ],
            [
                "total": "138bn USD", "USD.contracted": "138bn USD", "term": "P8Y", "extendableFrom": "2027",
                "fullCapacityBy": "2026", "hardware": "nvidia GB200, GB300 200,000",
            ], at: ("2025-12-31", ["total": "38bn USD", "term": "P7Y"])),
        RealDeal(
            "Microsoft and OpenAI",
            "both companies on 2025-10-28: 250bn of Azure more; the right of first refusal ends",
            [
                .announced(
                    "2025-10-28", "openai", "microsoft", "cloud", ["value": "250bn USD", "commitment": binding])
            ], ["total": "250bn USD", "USD.contracted": "250bn USD", "term": nil]),
        RealDeal(
            "Anthropic and Azure", "Anthropic, Microsoft and Nvidia on 2025-11-18: 30bn, and up to 1 GW more",
            [
                .announced(
                    "2025-11-18", "anthropic", "microsoft", "cloud",
                    [
                        "value": "30bn USD", "commitment": binding,
                        "parts": [Told.part("additional", "<=1 GW", "option")],
                    ])
            ],
            [
                "total": "30bn USD", "USD.contracted": "30bn USD", "GW.option": "<=1 GW", "GW.announced": "0 GW",
                "capacity": "<=1 GW",
            ]),
        RealDeal(
            "Anthropic and Google",
            "both companies on 2025-10-23: up to a million TPUs, tens of billions, over 1 GW in 2026",
            [
                .announced(
                    "2025-10-23", "anthropic", "google", "cloud",
                    [
                        "valueStated": "tens of billions of dollars", "capacity": ">=1 GW", "fullCapacityBy": "2026",
                        "hardware": [
                            [
                                "product": "TPU",
                                "quantity": ["amount": "1000000", "unit": "TPU", "qualifier": "upTo"],
                            ]
                        ],
                    ])
            ],
            [
                "total": nil, "valueStated": "tens of billions of dollars", "capacity": ">=1 GW", "USD.announced": nil,
                "GW.announced": ">=1 GW", "GW.contracted": "0 GW",
            ]),
        RealDeal(
            "Nvidia and CoreWeave's unsold capacity",
            "CoreWeave's 8-K of 2025-09-15: an order of 6.3bn, under which Nvidia takes what is left over through 2032-04-13",
            [
                .announced(
                    "2025-09-09", "nvidia", "coreweave", "cloud",
                    ["value": "6.3bn USD", "commitment": "conditional", "ends": "2032-04-13"])
            ],
            ["total": "6.3bn USD", "USD.conditional": "6.3bn USD", "USD.contracted": "0 USD", "ends": "2032-04-13"]),
    ]

    private static let chips: [RealDeal] = [
        RealDeal(
            "AMD and OpenAI",
            "AMD's 8-K and release of 2025-10-06: 6 GW, the first of them from the second half of 2026, tens of billions; a "
                + "warrant on up to 160m shares at 0.01",
            [
                .announced(
                    "2025-10-06", "openai", "amd", "chips",
                    [
                        "capacity": "6 GW", "valueStated": "tens of billions of dollars",
                        "parts": [
                            Told.part("first", "1 GW", "binding", ["due": "2026-07-01/2026-12-31"]),
                            Told.part("rest", "5 GW", "option"),
                        ],
                        "consideration": [
                            [
                                "payer": "amd", "payee": "openai", "form": "warrant",
                                "quantity": ["amount": "160000000", "unit": "share", "qualifier": "upTo"],
                                "condition": "purchases, and prices of AMD's share",
                            ]
                        ],
                    ])
            ],
            [
                "total": nil, "capacity": "6 GW", "GW.announced": "1 GW", "GW.contracted": "1 GW", "GW.option": "5 GW",
                "valueStated": "tens of billions of dollars",
            ]),
        RealDeal(
            "Samsung and Tesla",
            "Samsung's filing of 2025-07-28 (about 22.8tn won through 2033); Elon Musk the same day (16.5bn dollars at least)",
            [
                .announced(
                    "2025-07-28", "tesla", "samsung", "chips",
                    ["value": "~22.8trn KRW", "commitment": binding, "ends": "2033-12-31"]),
                .announced(
                    "2025-07-28", "tesla", "samsung", "chips", ["value": ">=16.5bn USD", "certainty": "reported"]),
            ],
            [
                "total": "~22.8trn KRW", "KRW.contracted": "~22.8trn KRW", "USD.announced": nil, "ends": "2033-12-31",
                "alsoSaid": "value >=16500000000 USD",
            ]),
        RealDeal(
            "Nvidia and OpenAI", "both companies on 2025-09-22: a letter of intent, up to 100bn, at least 10 GW",
            [
                .announced(
                    "2025-09-22", "nvidia", "openai", "capital",
                    ["value": "<=100bn USD", "capacity": ">=10 GW", "commitment": "letter-of-intent"])
            ],
            [
                "total": "<=100bn USD", "USD.announced": "0 USD", "USD.letter-of-intent": "<=100bn USD",
                "GW.letter-of-intent": ">=10 GW",
            ]),
    ]

    private static let capital: [RealDeal] = [
        RealDeal(
            "Amazon in OpenAI",
            "Amazon's filing and both companies on 2026-02-27: 15bn by 2026-03-31; 35bn under conditions, which lapse at the "
                + "end of 2028",
            [
                .announced(
                    "2026-02-27", "amazon", "openai", "capital",
                    [
                        "value": "50bn USD",
                        "parts": [
                            Told.part("initial", "15bn USD", "binding", ["due": "2026-03-31"]),
                            Told.part(
                                "further", "35bn USD", "conditional",
                                ["condition": "a mandatory funding event or an offering", "lapses": "2028-12-31"]),
                        ],
                    ])
            ],
            [
                "total": "50bn USD", "USD.announced": "50bn USD", "USD.contracted": "15bn USD",
                "USD.conditional": "35bn USD",
            ],
            at: (
                "2029-01-01",
                ["USD.announced": "15bn USD", "USD.contracted": "15bn USD", "USD.ended": "35bn USD"]
            )),
        RealDeal(
            "SoftBank in OpenAI",
            "SoftBank on 2025-04-01 (up to 40bn, 20bn without a recapitalization by the end of the year, 10bn for others) and "
                + "on 2025-12-31 (all of it paid on 2025-12-26)",
            [
                .announced(
                    "2025-03-31", "softbank", "openai", "capital",
                    [
                        "parts": [
                            Told.part("floor", "20bn USD", "binding"),
                            Told.part(
                                "rest", "<=20bn USD", "conditional",
                                ["condition": "a recapitalization of OpenAI", "lapses": "2025-12-31"]),
                        ],
                        "parties": [
                            ["party": "coatue", "role": "co-investor"], ["party": "thrive", "role": "co-investor"],
                        ],
                    ]),
                .said("part-met", "2025-10-28", ["part": "rest"]),
                .said(
                    "delivered", "2025-12-26", ["day": "2025-12-26", "total": "40bn USD", "measure": "paid"]),
            ],
            [
                "total": "20..40bn USD", "USD.announced": "20..40bn USD", "USD.contracted": "20..40bn USD",
                "paid": "40bn USD", "unpaid": "0 USD", "parties": "coatue co-investor; thrive co-investor",
            ],
            at: (
                "2025-06-30",
                ["USD.contracted": "20bn USD", "USD.conditional": "<=20bn USD", "USD.announced": "20..40bn USD"]
            )),
        RealDeal(
            "Amazon in Anthropic",
            "Amazon on 2023-09-25 (1.25bn, and up to 4bn if either asks for it), 2024-03-27 (2.75bn more), 2024-11-22 (4bn more)",
            [
                .announced(
                    "2023-09-25", "amazon", "anthropic", "capital",
                    [
                        "parts": [
                            Told.part("initial", "1.25bn USD", "binding"),
                            Told.part("further", "2.75bn USD", "option", ["due": "2024-03-31"]),
                        ]
                    ]),
                .said("part-met", "2024-03-27", ["part": "further"]),
                .amended("2024-11-22", ["increase": "4bn USD", "commitment": binding]),
            ],
            ["total": "8bn USD", "USD.announced": "8bn USD", "USD.contracted": "8bn USD", "USD.option": nil],
            at: ("2023-12-31", ["total": "4bn USD", "USD.announced": "1.25bn USD", "USD.option": "2.75bn USD"])),
        RealDeal(
            "Microsoft in Anthropic", "Anthropic, Microsoft and Nvidia on 2025-11-18: up to 5bn",
            [.announced("2025-11-18", "microsoft", "anthropic", "capital", ["value": "<=5bn USD"])],
            ["total": "<=5bn USD", "USD.unstated": "<=5bn USD", "USD.contracted": "0 USD"]),
    ]

    private static let leases: [RealDeal] = [
        RealDeal(
            "Google's guarantee for TeraWulf",
            "TeraWulf's 8-Ks and releases of 2025-08-14 (1.8bn of Fluidstack's lease) and 2025-08-18 (3.2bn in all)",
            [
                .announced(
                    "2025-08-14", "google", "terawulf", "guarantee",
                    [
                        "value": "1.8bn USD", "commitment": binding,
                        "parties": [["party": "fluidstack", "role": "tenant"]],
                    ]),
                .amended("2025-08-18", ["increase": "1.4bn USD"]),
            ],
            [
                "total": "3.2bn USD", "USD.announced": "0 USD", "USD.contracted": "0 USD", "USD.guarantee": "3.2bn USD",
                "parties": "fluidstack tenant",
            ]),
        RealDeal(
            "TeraWulf's lease to Fluidstack",
            "TeraWulf's release of 2025-08-14: 3.7bn over ten years, 8.7bn if extended",
            [
                .announced(
                    "2025-08-14", "fluidstack", "terawulf", "lease",
                    [
                        "term": "P10Y", "capacity": ">=200 MW", "commitment": binding,
                        "parts": [
                            Told.part("initial", "3.7bn USD", "binding"),
                            Told.part("extension", "<=5bn USD", "option"),
                        ],
                    ])
            ],
            [
                "total": "3.7..8.7bn USD", "USD.announced": "3.7bn USD", "USD.contracted": "3.7bn USD",
                "USD.option": "<=5bn USD", "GW.contracted": ">=0.2 GW",
            ]),
        RealDeal(
            "Cipher and AWS",
            "Cipher Mining's release of 2025-11-03: 5.5bn over fifteen years, 300 MW, rent from 2026-08",
            [
                .announced(
                    "2025-11-03", "aws", "cipher", "lease",
                    [
                        "value": "~5.5bn USD", "commitment": binding, "term": "P15Y", "capacity": "300 MW",
                        "starts": "2026-08",
                    ])
            ],
            ["kind": "lease", "total": "~5.5bn USD", "USD.contracted": "~5.5bn USD", "GW.contracted": "0.3 GW"]),
    ]

    private static let energy: [RealDeal] = [
        RealDeal(
            "Talen and Amazon",
            "Talen's release and presentation of 2025-06-11: up to 1,920 MW through 2042, about 18bn at the full quantity; 840 to "
                + "1,200 MW in 2029, 1,680 to 1,920 MW in 2032",
            [
                .announced(
                    "2025-06-11", "amazon", "talen", "power",
                    [
                        "value": "~18bn USD", "capacity": "<=1920 MW", "commitment": binding, "ends": "2042",
                        "schedule": [
                            ["from": "2029-01-01", "to": "2029-12-31", "amount": Told.quantity("840..1200 MW")],
                            ["from": "2032-01-01", "to": "2032-12-31", "amount": Told.quantity("1680..1920 MW")],
                        ],
                    ])
            ],
            [
                "total": "~18bn USD", "capacity": "<=1920 MW", "ends": "2042", "GW.contracted": "<=1.92 GW",
                "periods": "2029-01-01 840..1200 MW; 2032-01-01 1680..1920 MW",
            ]),
        RealDeal(
            "Constellation and Microsoft",
            "Constellation's release of 2024-09-20: about 835 MW for twenty years, from 2028",
            [
                .announced(
                    "2024-09-20", "microsoft", "constellation", "power",
                    ["capacity": "~835 MW", "commitment": binding, "term": "P20Y", "starts": "2028"])
            ],
            [
                "total": nil, "capacity": "~835 MW", "term": "P20Y", "starts": "2028", "GW.contracted": "~0.835 GW",
                "USD.announced": nil,
            ]),
    ]

    private static let ended: [RealDeal] = [
        RealDeal(
            "L&F and Tesla",
            "L&F's filings of 2023-02-28 (3,834.7bn won, 2024 and 2025) and 2025-12-29 (9,730,316 won)",
            [
                .announced(
                    "2023-02-28", "tesla", "l-and-f", "other",
                    [
                        "value": "3834.7bn KRW", "commitment": binding, "starts": "2024-01-01", "ends": "2025-12-31",
                    ]),
                .amended("2025-12-29", ["value": "9730316 KRW"]),
            ],
            [
                "total": "9730316 KRW", "KRW.contracted": "9730316 KRW",
                "periods": "2024-01-01 4865158 KRW; 2025-01-01 4865158 KRW",
            ], at: ("2025-06-30", ["total": "3834.7bn KRW", "KRW.contracted": "3834.7bn KRW"])),
        RealDeal(
            "LG Energy Solution and Ford",
            "LG Energy Solution's filings of 2024-10 and 2025-12-17: 9.6tn won, 75 GWh; ended",
            [
                .announced(
                    "2024-10", "ford", "lg-energy", "other",
                    [
                        "value": "~9.6trn KRW", "capacity": "75 GWh", "commitment": binding, "starts": "2027-01-01",
                        "ends": "2032-12-31",
                    ]),
                .said("ended", "2025-12-17", ["reason": "the models are not made any more"]),
            ],
            [
                "ended": "2025-12-17", "KRW.announced": "0 KRW", "KRW.ended": "~9.6trn KRW", "TWh.ended": "0.075 TWh",
                "fee": nil,
            ], at: ("2025-06-30", ["KRW.contracted": "~9.6trn KRW", "TWh.contracted": "0.075 TWh"])),
        RealDeal(
            "Adobe and Figma", "Adobe on 2022-09-15 (about 20bn) and its 8-K of 2023-12-18 (ended, a fee of 1bn)",
            [
                .announced(
                    "2022-09-15", "adobe", "figma", "acquisition", ["value": "~20bn USD", "commitment": "conditional"]),
                .said("ended", "2023-12-17", ["fee": "1bn USD", "reason": "no clear path to approval"]),
            ], ["ended": "2023-12-17", "fee": "1bn USD", "USD.announced": "0 USD", "USD.ended": "~20bn USD"]),
    ]
}
