import Foundation
import Testing

@testable import EventStudy

/// What Oracle/distributions.py wrote: values that mpmath computed with 60 digits.
private struct DistributionTable: Decodable {
    struct SignedRank: Decodable {
        let doubledRanks: [Int]
        let rows: [[Double]]
    }
    let signedRank: [SignedRank]
    let normal: [[Cell]]
    let student: [[Cell]]

    /// A double, or a decimal text of more digits.
    struct Cell: Decodable {
        let value: Double
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = try #require(Double(text))
            } else {
                value = try container.decode(Double.self)
            }
        }
    }

    static func read() throws -> DistributionTable {
        try JSONDecoder().decode(DistributionTable.self, from: Oracle.data("distributions.json"))
    }
}

@Suite("Distributions agree with tables of mpmath to 1e-12, relative also in the tails")
struct DistributionTests {
    @Test("the normal distribution")
    func normal() throws {
        let rows = try DistributionTable.read().normal
        #expect(rows.count > 10)
        for row in rows {
            let (z, p) = (row[0].value, row[1].value)
            #expect(Oracle.relative(NormalDistribution.twoSided(z), p) < 1e-12, "z = \(z)")
            #expect(Oracle.relative(NormalDistribution.cumulative(-z), p / 2) < 1e-12, "z = \(-z)")
            #expect(Oracle.relative(NormalDistribution.cumulative(z), 1 - p / 2) < 1e-12, "z = \(z)")
        }
    }

    @Test("Student's t, from half a degree of freedom to a million")
    func student() throws {
        let rows = try DistributionTable.read().student
        #expect(rows.count > 400)
        for row in rows {
            let (nu, t, p) = (row[0].value, row[1].value, row[2].value)
            // Below 1e-300 a double itself has fewer digits.
            guard p > 1e-290 else { continue }
            let student = StudentDistribution(degreesOfFreedom: nu)
            #expect(Oracle.relative(student.twoSided(t), p) < 1e-12, "ν = \(nu), t = \(t)")
            #expect(Oracle.relative(student.twoSided(-t), p) < 1e-12, "ν = \(nu), t = \(-t)")
            #expect(Oracle.relative(student.cumulative(-t), p / 2) < 1e-12, "ν = \(nu), t = \(-t)")
            #expect(Oracle.relative(student.cumulative(t), 1 - p / 2) < 1e-12, "ν = \(nu), t = \(t)")
        }
    }

    @Test("the quantile is where the tails have the probability", arguments: [0.5, 0.05, 0.01, 1e-9, 0.999])
    func quantile(_ p: Double) {
        for nu in [1, 2, 5, 30, 248, 1e5] {
            let student = StudentDistribution(degreesOfFreedom: nu)
            #expect(Oracle.relative(student.twoSided(student.twoSidedQuantile(p)), p) < 1e-12, "ν = \(nu)")
        }
    }

    @Test("the exact signed-rank distribution is that of all draws of signs, with ties, too")
    func signedRank() throws {
        let tables = try DistributionTable.read().signedRank
        #expect(tables.count >= 5)
        for table in tables {
            let distribution = SignedRankDistribution(doubledRanks: table.doubledRanks)
            for row in table.rows {
                #expect(distribution.twoSided(doubledSum: Int(row[0])) == row[1], "\(table.doubledRanks), \(row[0])")
            }
        }
    }
}
