import Projections
import Testing

@Suite("Chains of identities are followed in as many steps as they have")
struct IdentityChainTests {
    @Test("each link of a chain is walked once, from wherever one begins", arguments: [1, 2, 10, 1_000, 20_000])
    func chain(length: Int) {
        let identities = Dictionary(uniqueKeysWithValues: (0..<length).map { ("c\($0)", "c\($0 + 1)") })
        var steps = 0
        let ends = Identities.ends(identities) { steps += 1 }
        #expect(steps == length)
        #expect(ends.count == length && ends.values.allSatisfy { $0 == "c\(length)" })
    }

    @Test("many chains that meet are walked as one", arguments: [10, 1_000])
    func tree(length: Int) {
        var identities = Dictionary(uniqueKeysWithValues: (0..<length).map { ("c\($0)", "c\($0 + 1)") })
        for number in 0..<length { identities["d\(number)"] = "c\(number)" }
        var steps = 0
        let ends = Identities.ends(identities) { steps += 1 }
        #expect(steps == 2 * length)
        #expect(ends["d0"] == "c\(length)" && ends["d\(length - 1)"] == "c\(length)")
    }

    @Test(
        "a circle that two writers made has the least name of it, for whoever leads into it, too",
        arguments: [["b": "a", "a": "b"], ["a": "c", "c": "b", "b": "a"], ["z": "y", "y": "a", "a": "y"]])
    func circle(_ identities: [String: String]) {
        #expect(Set(Identities.ends(identities).values) == ["a"])
    }
}
