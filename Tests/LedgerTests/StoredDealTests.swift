import CivilTime
import LedgerGenerator
import MarketEvents
import Testing

@testable import Projections

@Suite("A folded deal as bytes")
struct StoredDealTests {
    private let arena = Arena()

    private func text(_ random: inout SeededNumbers) -> Bytes {
        let lengths = [0, 1, 36, 127, 128, 300, 20_000]
        let length = lengths[random.below(random.chance(percent: 95) ? 5 : lengths.count)]
        return arena.copy(String((0..<length).map { _ in "aä✓\u{0}\"".randomElement(using: &random) ?? "a" }))
    }

    private func optional<Value>(_ random: inout SeededNumbers, _ value: (inout SeededNumbers) -> Value) -> Value? {
        random.chance(percent: 50) ? value(&random) : nil
    }

    private func decimal(_ random: inout SeededNumbers) -> ExactDecimal {
        let large = Int128(1) << 126
        let coefficients: [Int128] = [0, -1, 7, 1_000_000_007, Int128(Int.max), Int128(Int.min), large + 1, -large - 3]
        return ExactDecimal(coefficient: coefficients[random.below(8)], scale: random.below(13))
    }

    private func quantity(_ random: inout SeededNumbers) -> Quantity {
        let units = MeasureUnit.allCodes.compactMap(MeasureUnit.named)
        let upper = optional(&random, decimal)
        return Quantity(
            decimal(&random), units[random.below(units.count)],
            Qualifier.allCases[random.below(Qualifier.allCases.count)], upper: upper,
            isApproximate: random.chance(percent: 30), stated: optional(&random) { text(&$0).string })
    }

    private func instant(_ random: inout SeededNumbers) -> Instant {
        Instant(seconds: random.below(1 << 40) - (1 << 39), nanoseconds: random.below(1_000_000_000))
    }

    private func bounds(_ random: inout SeededNumbers, _ unit: MeasureUnit) -> Bounds {
        let lower = optional(&random, decimal)
        let upper = random.chance(percent: 50) ? lower : optional(&random, decimal)
        return Bounds(lower: lower, upper: upper, isAbout: random.chance(percent: 30), unit: unit)
    }

    private func certainty(_ random: inout SeededNumbers) -> Certainty {
        Certainty.allCases[random.below(Certainty.allCases.count)]
    }

    private func strength(_ random: inout SeededNumbers) -> Strength {
        Strength.allCases[random.below(Strength.allCases.count)]
    }

    private func amounts(_ random: inout SeededNumbers) -> DealAmounts {
        let unit = quantity(&random).unit
        func entries(_ random: inout SeededNumbers) -> [DealAmounts.Entry] {
            (0..<random.below(3)).map { _ in
                DealAmounts.Entry(
                    amount: bounds(&random, unit), certainty: certainty(&random), rank: 0, source: .increase,
                    event: text(&random))
            }
        }
        var amounts = DealAmounts(
            unit: unit, strength: strength(&random), base: optional(&random) { bounds(&$0, unit) },
            entries: entries(&random), expected: entries(&random),
            parts: (0..<random.below(3)).map { _ in
                DealAmounts.Part(
                    name: text(&random), strength: strength(&random), amount: bounds(&random, unit),
                    moved: optional(&random, certainty), event: text(&random))
            })
        if !amounts.entries.isEmpty, random.chance(percent: 50) {
            amounts.openEntry = random.below(amounts.entries.count)
        }
        amounts.outers = (0..<random.below(3)).map { _ in
            DealAmounts.Outer(deal: text(&random), isWeaker: random.chance(percent: 50))
        }
        amounts.withheld = (0..<random.below(3)).map { _ in
            DealAmounts.Withheld(deal: text(&random), amount: bounds(&random, unit))
        }
        return amounts
    }

    private func deal(_ random: inout SeededNumbers) -> Deal {
        let announced = Moment(
            text: text(&random), start: optional(&random, instant), end: instant(&random), includesEnd: false,
            day: optional(&random) { Int32($0.below(1 << 20)) - (1 << 19) })
        let terms = ["P1Y", "P18M", "P2W", "P1Y2M3W4D"]
        let deal = Deal(
            id: text(&random), buyer: text(&random), supplier: text(&random), through: optional(&random, text),
            kind: text(&random), commitment: text(&random), total: optional(&random, quantity),
            capacity: optional(&random, quantity),
            term: optional(&random) { terms[$0.below(4)] }.flatMap { ISODuration($0) },
            termQualifier: optional(&random, text),
            starts: optional(&random) { ($0.below(40_000) - 10_000, $0.below(5)) }.flatMap { days, precision in
                guard let day = CivilDay(daysSinceEpoch: days), let precision = TermStart.Precision(rawValue: precision)
                else { return nil }
                return TermStart(day: day, precision: precision)
            },
            schedule: optional(&random, text), makers: (0..<random.below(3)).map { _ in text(&random) },
            plans: (0..<random.below(3)).map { _ in (text(&random), text(&random)) },
            amounts: (0..<random.below(3)).map { _ in amounts(&random) }, certainty: certainty(&random),
            isSure: random.chance(percent: 50), ended: optional(&random, text),
            isExpired: random.chance(percent: 50), announced: announced,
            deliveries: DealDeliveries(
                delivered: optional(&random, quantity), measure: optional(&random, text),
                paid: optional(&random, quantity), prepaid: optional(&random, quantity)),
            events: (0..<random.below(8)).map { _ in text(&random) })
        deal.countedIn = optional(&random, text)
        deal.isHeldOpen = random.chance(percent: 50)
        deal.settle()
        return deal
    }

    private func expectSame(_ found: Deal, _ deal: Deal) {
        #expect(
            [found.id, found.buyer, found.supplier, found.kind, found.commitment] == [
                deal.id, deal.buyer, deal.supplier, deal.kind, deal.commitment,
            ])
        #expect(
            [found.through, found.termQualifier, found.schedule, found.ended] == [
                deal.through, deal.termQualifier, deal.schedule, deal.ended,
            ])
        #expect((found.countedIn, found.isHeldOpen) == (deal.countedIn, deal.isHeldOpen))
        #expect((found.total, found.capacity) == (deal.total, deal.capacity))
        #expect((found.term, found.starts) == (deal.term, deal.starts))
        #expect((found.certainty, found.isExpired, found.isSure) == (deal.certainty, deal.isExpired, deal.isSure))
        let (deliveries, others) = (found.deliveries, deal.deliveries)
        #expect(deliveries.measure == others.measure)
        #expect(
            (deliveries.delivered, deliveries.paid, deliveries.prepaid)
                == (others.delivered, others.paid, others.prepaid))
        #expect(
            (found.announced.text, found.announced.start, found.announced.end, found.announced.day) == (
                deal.announced.text, deal.announced.start, deal.announced.end, deal.announced.day
            ))
        #expect(found.makers == deal.makers)
        #expect(found.plans.map(\.plan) == deal.plans.map(\.plan))
        #expect(found.plans.map(\.basis) == deal.plans.map(\.basis))
        #expect("\(found.amounts.map(Shown.init))" == "\(deal.amounts.map(Shown.init))")
        #expect(found.events == deal.events)
    }

    /// What of amounts can be compared as text.
    private struct Shown {
        let texts: [String]

        init(_ amounts: DealAmounts) {
            func shown(_ entries: [DealAmounts.Entry]) -> [String] {
                entries.map { "\($0.amount) \($0.certainty) \($0.source) \($0.event.string)" }
            }
            let head: String =
                "\(amounts.unit) \(amounts.strength) \(String(describing: amounts.openEntry)) \(String(describing: amounts.base))"
            let own: String = String(describing: amounts.own)
            let parts: [String] = amounts.parts.map { part in
                let moved = String(describing: part.moved)
                return "\(part.name.string) \(part.strength) \(part.amount) \(moved) \(part.event.string)"
            }
            let outers: [String] = amounts.outers.map { "\($0.deal.string) \($0.isWeaker)" }
            let withheld: [String] = amounts.withheld.map { "\($0.deal.string) \($0.amount)" }
            texts = [head, own] + shown(amounts.entries) + shown(amounts.expected) + parts + outers + withheld
        }
    }

    @Test("is read back as it was")
    func roundTrip() throws {
        var random = SeededNumbers(seed: 11)
        let reader = StoredDealReader()
        let buffer = ByteBuffer()
        for _ in 0..<200 {
            let deal = deal(&random)
            buffer.removeAll()
            StoredDeal.append(deal, to: buffer)
            expectSame(try #require(reader.deal(buffer.bytes())), deal)
        }
    }

    @Test("is none where bytes are missing or too many")
    func truncated() {
        var random = SeededNumbers(seed: 12)
        let reader = StoredDealReader()
        let buffer = ByteBuffer()
        for _ in 0..<20 {
            buffer.removeAll()
            StoredDeal.append(deal(&random), to: buffer)
            buffer.append(UInt8(0))
            for length in 0...buffer.count where length != buffer.count - 1 {
                #expect(reader.deal(buffer.bytes().prefix(length)) == nil)
            }
        }
    }
}
