import Projections
import Testing

@Suite("Work in parts on two threads")
struct InOrderTests {
    private struct Failed: Error, Equatable {
        let part: Int
    }

    @Test(
        "parts are used in their order, however many there are and whichever is made first",
        arguments: [0, 1, 2, 3, 1_000])
    func order(_ count: Int) throws {
        var used: [Int] = []
        try InOrder.forEach(
            count,
            worker: {
                // Each worker has a state of its own, which a part may depend on.
                var made = 0
                return { part in
                    made += 1
                    var sum = 0
                    for number in 0..<(part % 7 * 1_000) { sum &+= number }
                    return (part, made, sum)
                }
            }, use: { (made: (Int, Int, Int)) in used.append(made.0) })
        #expect(used == Array(0..<count))
    }

    @Test("what a worker or the use of a part throws ends all, and comes out")
    func failures() {
        #expect(throws: Failed(part: 41)) {
            try InOrder.forEach(
                1_000, worker: { { part in if part == 41 { throw Failed(part: part) } else { part } } },
                use: { (_: Int) in })
        }
        #expect(throws: Failed(part: -1)) {
            try InOrder.forEach(1_000, worker: { throw Failed(part: -1) }, use: { (_: Int) in })
        }
        #expect(throws: Failed(part: 7)) {
            try InOrder.forEach(
                1_000, worker: { { $0 } }, use: { (part: Int) in if part == 7 { throw Failed(part: 7) } })
        }
    }

    @Test("work beside other work gives its product; what the other throws comes out when both are done")
    func beside() throws {
        var isDone = false
        let sum = try InOrder.beside({ (0...10_000).reduce(0, +) }, { isDone = true })
        #expect(sum == 50_005_000 && isDone)
        #expect(throws: Failed(part: 3)) { _ = try InOrder.beside({ 1 }, { throw Failed(part: 3) }) }
    }
}
