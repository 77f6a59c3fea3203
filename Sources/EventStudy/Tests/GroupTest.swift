/// The tests of a group of events, by the names of the contract.
package enum GroupTest: String, CaseIterable, Sendable {
    case crossSectionalT = "csect-t"
    case skewnessAdjustedT = "skew-t"
    case patellZ = "patell-z"
    case patellZExact = "patell-z-exact"
    case adjustedPatellZ = "adj-patell-z"
    case bmpT = "bmp-t"
    case bmpTCSAR = "bmp-t-csar"
    case adjustedBMPT = "adj-bmp-t"
    case rankZ = "rank-z"
    case rankZFull = "rank-z-full"
    case signZ = "sign-z"
    case generalizedSignZ = "gsign-z"
    case wilcoxonZ = "wilcoxon-z"
    case generalizedRankT = "grank-t"
    case generalizedRankZ = "grank-z"
    case brownWarnerT = "bw-t"

    /// The formula's name and source, for outputs.
    package var formula: String {
        switch self {
        case .crossSectionalT: "cross-sectional t"
        case .skewnessAdjustedT: "skewness-adjusted t (Johnson 1978; Hall 1992)"
        case .patellZ: "standardized residuals, CSAR (Patell 1976)"
        case .patellZExact: "standardized residuals, SCAR (Patell 1976; Mikkelson & Partch 1988)"
        case .adjustedPatellZ: "Patell adjusted for cross-correlation (Kolari & Pynnönen 2010)"
        case .bmpT: "standardized cross-sectional t, SCAR (Boehmer, Musumeci & Poulsen 1991)"
        case .bmpTCSAR: "standardized cross-sectional t, CSAR (Boehmer, Musumeci & Poulsen 1991)"
        case .adjustedBMPT: "BMP adjusted for cross-correlation (Kolari & Pynnönen 2010)"
        case .rankZ: "rank, estimation and tested window ranked (Corrado 1989; Corrado & Zivney 1992)"
        case .rankZFull: "rank, estimation and whole event window ranked (Corrado 1989)"
        case .signZ: "sign, against one half"
        case .generalizedSignZ: "generalized sign (Cowan 1992)"
        case .wilcoxonZ: "signed ranks of CAR, p exact up to 25 events (Wilcoxon 1945)"
        case .generalizedRankT: "generalized rank t (Kolari & Pynnönen 2011)"
        case .generalizedRankZ: "generalized rank z (Kolari & Pynnönen 2011)"
        case .brownWarnerT: "crude dependence adjustment (Brown & Warner 1985)"
        }
    }

    /// Those that stay at their nominal size where events share days.
    package static let underSharedDays: [GroupTest] = [.adjustedBMPT, .rankZ, .generalizedRankT]
}

/// A test's result, or why it has none.
package enum TestResult: Sendable, Equatable {
    /// `degreesOfFreedom` where the null distribution is Student's t; else it is the normal, or the exact one.
    case defined(statistic: Double, p: Double, degreesOfFreedom: Int?)
    case undefined(reason: String)

    static func normal(_ z: Double) -> TestResult {
        z.isFinite
            ? .defined(statistic: z, p: NormalDistribution.twoSided(z), degreesOfFreedom: nil)
            : .undefined(reason: "the statistic is not finite")
    }

    static func student(_ t: Double, degreesOfFreedom: Int) -> TestResult {
        t.isFinite
            ? .defined(
                statistic: t, p: StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom)).twoSided(t),
                degreesOfFreedom: degreesOfFreedom)
            : .undefined(reason: "the statistic is not finite")
    }

    package var statistic: Double? { if case .defined(let statistic, _, _) = self { statistic } else { nil } }
    package var p: Double? { if case .defined(_, let p, _) = self { p } else { nil } }
}
