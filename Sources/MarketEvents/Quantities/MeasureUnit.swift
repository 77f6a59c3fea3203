/// What an amount counts: a currency, power, energy, processors, homes, percent or shares.
package struct MeasureUnit: Hashable, Sendable, CustomStringConvertible {
    package let code: String
    /// How many digits behind the point a computed amount is rounded to.
    package let minorDigits: Int
    package let isCurrency: Bool

    private init(_ code: String, minorDigits: Int, isCurrency: Bool = false) {
        self.code = code
        self.minorDigits = minorDigits
        self.isCurrency = isCurrency
    }

    package static let percent = MeasureUnit("percent", minorDigits: 2)
    package static let share = MeasureUnit("share", minorDigits: 0)
    package static let gigawatt = MeasureUnit("GW", minorDigits: 3)
    package static let terawattHour = MeasureUnit("TWh", minorDigits: 3)

    private static let measures = [
        MeasureUnit("MW", minorDigits: 3), gigawatt, MeasureUnit("MWh", minorDigits: 3),
        MeasureUnit("GWh", minorDigits: 3), terawattHour, MeasureUnit("GPU", minorDigits: 0),
        MeasureUnit("TPU", minorDigits: 0), MeasureUnit("chip", minorDigits: 0), MeasureUnit("server", minorDigits: 0),
        MeasureUnit("home", minorDigits: 0), percent, share,
    ]

    /// The unit in which amounts of this one are added, and by how many powers of ten it is the greater: power in GW, energy in
    /// TWh, everything else in itself.
    package var sumUnit: (unit: MeasureUnit, powers: Int) {
        switch code {
        case "MW": (.gigawatt, 3)
        case "MWh": (.terawattHour, 6)
        case "GWh": (.terawattHour, 3)
        default: (self, 0)
        }
    }

    /// ISO 4217, active codes of 2025 and the funds codes, with the digits of its minor unit where they are not two.
    private static let currencies: [MeasureUnit] = {
        let codes = """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD \
            CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP \
            GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK \
            LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR \
            PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL \
            THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF \
            YER ZAR ZMW ZWG
            """.split(separator: " ").map(String.init)
        let none: Set = [
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF", "XPF",
        ]
        let three: Set = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
        let four: Set = ["CLF", "UYW"]
        return codes.map { code in
            let digits = none.contains(code) ? 0 : three.contains(code) ? 3 : four.contains(code) ? 4 : 2
            return MeasureUnit(code, minorDigits: digits, isCurrency: true)
        }
    }()

    private static let byCode = Dictionary(uniqueKeysWithValues: (currencies + measures).map { ($0.code, $0) })

    package static let currencyCodes = currencies.map(\.code)
    package static let allCodes = measures.map(\.code) + currencyCodes

    /// By its exact spelling: for Swift's strings the sign of Kelvin equals the letter K, which ISO 4217 does not know.
    package static func named(_ code: String) -> MeasureUnit? {
        byCode[code].flatMap { $0.code.utf8.elementsEqual(code.utf8) ? $0 : nil }
    }

    package var description: String { code }
}
