import CanonicalJSON
import CivilTime
import Testing

@testable import EventLog

@Suite("An event is written in canonical JSON without being built first")
struct CanonicalEventTests {
    /// Every choice of absent attributes, with and without extensions that sort before, between and behind the attributes.
    @Test("the bytes are those of the object", arguments: 0..<64)
    func sameBytes(choice: Int) {
        func has(_ bit: Int) -> Bool { choice >> bit & 1 == 1 }
        let envelope = Envelope(
            id: "019a4a10-0000-7000-8000-000000000001", source: "urn:impact:writer:\"é\\", type: "deal.announced",
            dataschema: "urn:impact:schema:deal.announced:1", subject: "deal/x", time: "2025-11-03T00:00:00Z",
            occurred: has(0) ? "2025-11-03" : nil, published: has(1) ? "2025-11-03T08:00:00-05:00" : nil,
            correlationid: has(2) ? "c\u{1f}\n" : nil, causationid: has(3) ? "d" : nil,
            data: has(4) ? ["b": "\u{1F600}", "a": .array([.integer(1), .null]), "\u{E000}": "x"] : [:],
            extensions: has(5) ? ["aa": "1", "dataset": "2", "zz": "3"] : [:])
        #expect(envelope.canonicalBytes == envelope.json.canonicalBytes)
        let event = RecordedEvent(
            recording: envelope, position: 12_345, streamVersion: 678,
            recordedTime: Instant(microsecondsSinceEpoch: 1_762_200_000_123_456))
        #expect(event.canonicalBytes == event.json.canonicalBytes)
        #expect(event.leaf == MerkleTree.leaf(event.json.canonicalBytes))
    }

    @Test("a payload that is changed is written anew")
    func changedPayload() {
        var envelope = Envelope(
            id: "i", source: "s", type: "t", dataschema: "d", subject: "x/y", time: "2025-11-03T00:00:00Z",
            data: ["a": "1"])
        envelope.encodeData()
        envelope.data = ["a": "2"]
        #expect(envelope.canonicalBytes == envelope.json.canonicalBytes)
    }
}
