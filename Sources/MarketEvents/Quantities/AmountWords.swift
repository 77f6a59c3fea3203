/// The words and marks in which people say amounts, in English and French: the one table of them.
///
/// Keys are lower-case and without accents, words of one phrase a space apart. What has several meanings has all of them here, and
/// is refused with all of them.
enum AmountWords {
    /// How an amount is meant.
    enum Qualifier: Hashable, Sendable {
        case about, upTo, atLeast, between
    }

    /// A unit that people name: it is one of `codes`, 10^`power` of it.
    struct Unit: Hashable, Sendable {
        let codes: [String]
        var power = 0

        init(_ codes: String..., power: Int = 0) { (self.codes, self.power) = (codes, power) }
    }

    enum Scale: Hashable, Sendable {
        case power(Int)
        /// 10^9, in French 10^12.
        case billion
        /// 10^12, in French 10^18.
        case trillion
        /// A small t is a thousand to some and a trillion to others.
        case smallT
    }

    /// A phrase has so many words at most.
    static let mostWords = 4

    // MARK: Qualifiers

    static let qualifiers: [String: Qualifier] = {
        var words: [String: Qualifier] = ["<=": .upTo, "<": .upTo, ">=": .atLeast, ">": .atLeast, "~": .about]
        for (qualifier, phrases) in [
            (
                Qualifier.about,
                "about,around,roughly,nearly,almost,some,approximately,approx,circa,environ,env,pres de,presque,"
                    + "quelque,autour de,a peu pres,de l'ordre de"
            ),
            (
                .upTo,
                "up to,as much as,as many as,at most,no more than,not more than,less than,fewer than,under,below,"
                    + "jusqu'a,au plus,au maximum,pas plus de,moins de"
            ),
            (
                .atLeast,
                "at least,more than,over,above,no less than,not less than,in excess of,exceeding,upwards of,au moins,"
                    + "au minimum,pas moins de,plus de,plus d',superieur a"
            ),
            (.between, "between,from,entre,de"),
        ] {
            for phrase in phrases.split(separator: ",") { words[String(phrase)] = qualifier }
        }
        return words
    }()

    /// What says behind an amount how it is meant.
    static let afterwords: [String: Qualifier] = [
        "+": .atLeast, "or more": .atLeast, "and more": .atLeast, "and up": .atLeast, "at least": .atLeast,
        "ou plus": .atLeast, "et plus": .atLeast, "au moins": .atLeast, "minimum": .atLeast, "or so": .about,
        "environ": .about, "approximately": .about, "or less": .upTo, "at most": .upTo, "ou moins": .upTo,
        "au plus": .upTo, "maximum": .upTo,
    ]

    /// What stands between the two ends of a range; "and" only where "between" was said.
    static let rangeWords: Set = ["..", "-", "to", "a", "and", "et", "jusqu'a"]
    static let rangeWordsAfterBetween: Set = ["and", "et"]

    // MARK: Scales

    static let scales: [String: Scale] = {
        var words: [String: Scale] = [
            "billion": .billion, "billions": .billion, "trillion": .trillion, "trillions": .trillion,
        ]
        for (power, names) in [
            (2, "hundred"), (3, "k,thousand,thousands,mille,millier,milliers"), (5, "lakh,lakhs,lac,lacs"),
            (6, "m,mm,mn,mln,mio,million,millions"), (7, "crore,crores,cr"),
            (9, "b,bn,bln,bil,milliard,milliards,md,mds,mrd,mrds"), (12, "tn,trn,tln,trln"),
        ] {
            for name in names.split(separator: ",") { words[String(name)] = .power(power) }
        }
        return words
    }()

    /// "thousand crore", "mille milliards", "lakh crore": what another one may follow.
    static let multipliers: Set = ["hundred", "thousand", "mille", "millier", "milliers", "lakh", "lakhs"]

    /// The scales of the ledger's own notation. An amount in it is in nobody's words.
    static let notationScales: Set = ["k", "m", "bn", "trn"]

    /// What is said in French only. There a billion may be 10^12.
    static let french: Set = [
        "environ", "env", "pres de", "presque", "quelque", "autour de", "a peu pres", "de l'ordre de", "jusqu'a",
        "au plus",
        "au maximum", "pas plus de", "moins de", "au moins", "au minimum", "pas moins de", "plus de", "plus d'",
        "superieur a", "entre", "a", "ou plus", "et plus", "ou moins", "et", "de", "d'", "mille", "millier", "milliers",
        "milliard",
        "milliards",
    ]

    // MARK: Units

    /// By their exact spelling, where another case is another unit: a small letter at the end is the hundredth.
    static let exactUnits: [String: Unit] = [
        "GBp": Unit("GBP", power: -2), "GBX": Unit("GBP", power: -2), "ZAc": Unit("ZAR", power: -2),
        "ILA": Unit("ILS", power: -2),
    ]

    static let units: [String: Unit] = {
        var words: [String: Unit] = [
            "$": Unit("USD"), "€": Unit("EUR"), "£": Unit("GBP"), "¥": Unit("JPY", "CNY"), "₹": Unit("INR"),
            "₩": Unit("KRW"), "₪": Unit("ILS"), "₺": Unit("TRY"), "₽": Unit("RUB"), "฿": Unit("THB"), "₫": Unit("VND"),
            "%": Unit("percent"), "‰": Unit("percent", power: -1), "cn¥": Unit("CNY"), "jp¥": Unit("JPY"),
            "$ us": Unit("USD"), "us $": Unit("USD"), "$ ca": Unit("CAD"), "$ can": Unit("CAD"), "$ hk": Unit("HKD"),
            "kr": Unit("SEK", "NOK", "DKK"), "rs": Unit("INR", "PKR", "LKR", "NPR", "MUR"),
        ]
        for (prefix, code) in [
            ("us", "USD"), ("a", "AUD"), ("au", "AUD"), ("c", "CAD"), ("ca", "CAD"), ("can", "CAD"), ("cdn", "CAD"),
            ("hk", "HKD"), ("r", "BRL"), ("s", "SGD"), ("sg", "SGD"), ("nz", "NZD"), ("nt", "TWD"), ("mx", "MXN"),
        ] { words[prefix + "$"] = Unit(code) }
        for (unit, names) in namedUnits {
            for name in names.split(separator: ",") { words[String(name)] = unit }
        }
        for code in MeasureUnit.allCodes where !wordsOfSpeech.contains(code.lowercased()) {
            words[code.lowercased()] = Unit(code)
        }
        return words
    }()

    /// Currencies whose codes are words or scales, which only capitals make codes.
    private static let wordsOfSpeech: Set = [
        "all", "top", "try", "cup", "mop", "gel", "sos", "lak", "bam", "pen", "nad",
    ]

    private static let namedUnits: [(Unit, String)] = [
        (
            Unit("USD"),
            "dollar,dollars,us dollar,us dollars,american dollars,dollars us,dollars americains,dollar americain"
        ),
        (Unit("CAD"), "canadian dollars,dollars canadiens"), (Unit("AUD"), "australian dollars,dollars australiens"),
        (Unit("HKD"), "hong kong dollars,dollars de hong kong"),
        (Unit("SGD"), "singapore dollars,dollars de singapour"), (Unit("NZD"), "new zealand dollars"),
        (Unit("TWD"), "taiwan dollars,new taiwan dollars"), (Unit("EUR"), "euro,euros"),
        (Unit("GBP"), "pound,pounds,sterling,pounds sterling,livres sterling"),
        (Unit("JPY"), "yen,yens,japanese yen"), (Unit("CNY"), "yuan,yuans,renminbi,rmb"),
        (Unit("INR"), "indian rupees,indian rupee,roupies indiennes"),
        (Unit("INR", "PKR", "LKR", "NPR", "MUR"), "rupee,rupees,roupie,roupies"),
        (Unit("KRW"), "won,korean won"), (Unit("CHF"), "swiss francs,francs suisses"),
        (Unit("CHF", "XOF", "XAF", "XPF"), "franc,francs"), (Unit("SEK"), "kronor,swedish kronor"),
        (Unit("NOK", "DKK"), "kroner"), (Unit("NOK"), "norwegian kroner"), (Unit("DKK"), "danish kroner"),
        (Unit("BRL"), "reais,reals"), (Unit("MXN", "ARS", "CLP", "COP", "PHP"), "peso,pesos"),
        (Unit("AED", "MAD"), "dirham,dirhams"), (Unit("SAR", "QAR", "OMR", "YER"), "riyal,riyals"),
        (Unit("SAR"), "saudi riyals"), (Unit("AED"), "uae dirhams"), (Unit("ILS"), "shekel,shekels"),
        (Unit("RUB"), "rouble,roubles,ruble,rubles"), (Unit("PLN"), "zloty,zlotys"),
        (Unit("USD", "EUR", power: -2), "cent,cents"), (Unit("GBP", power: -2), "pence,penny"),
        (
            Unit("percent"), "per cent,pct,pour cent"
        ),
        (Unit("percent", power: -2), "bp,bps,basis point,basis points,points de base,point de base"),
        (Unit("MW", power: -3), "kw,kilowatt,kilowatts"), (Unit("MW"), "megawatt,megawatts"),
        (Unit("GW"), "gigawatt,gigawatts"), (Unit("GW", power: 3), "tw,terawatt,terawatts"),
        (Unit("MWh", power: -3), "kwh,kilowatt-hours,kilowatt hours,kilowattheures"),
        (Unit("MWh"), "megawatt-hour,megawatt-hours,megawatt hours,megawattheures"),
        (Unit("GWh"), "gigawatt-hour,gigawatt-hours,gigawatt hours,gigawattheures"),
        (Unit("TWh"), "terawatt-hour,terawatt-hours,terawatt hours,terawattheures"),
        (Unit("GPU"), "gpus,processeurs graphiques"), (Unit("TPU"), "tpus"), (Unit("chip"), "chips,puce,puces"),
        (Unit("server"), "servers,serveur,serveurs"), (Unit("home"), "homes,household,households,foyer,foyers"),
        (Unit("share"), "shares,action,actions"),
    ]

    // MARK: For the nearest reading

    /// Numbers in words: refused, and understood where a nearest reading is looked for.
    static let numberWords: [String: Int] = {
        var words: [String: Int] = [:]
        for (index, names) in [
            "one,un,une", "two,deux", "three,trois", "four,quatre", "five,cinq", "six", "seven,sept", "eight,huit",
            "nine,neuf", "ten,dix", "eleven,onze", "twelve,douze", "thirteen,treize", "fourteen,quatorze",
            "fifteen,quinze",
            "sixteen,seize",
        ].enumerated() {
            for name in names.split(separator: ",") { words[String(name)] = index + 1 }
        }
        for (name, number) in [
            ("twenty", 20), ("vingt", 20), ("thirty", 30), ("trente", 30), ("forty", 40), ("quarante", 40),
            ("fifty", 50),
            ("cinquante", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90),
        ] { words[name] = number }
        return words
    }()

    /// Every word that stands in some phrase of the tables.
    static let vocabulary: Set<String> = {
        var words: Set<String> = ["de", "d'"]
        for phrase in [
            Array(qualifiers.keys), Array(afterwords.keys), Array(rangeWords), Array(scales.keys), Array(units.keys),
        ].joined() { phrase.split(separator: " ").forEach { words.insert(String($0)) } }
        return words
    }()

    /// Those that are long enough for a slip to be told from another word; in an order, so that one slip has one answer.
    static let longWords: [String] = vocabulary.filter { $0.utf8.count >= 5 }.sorted()
}
