import CanonicalJSON
import Ledger
import MarketEvents
import Testing

@Suite("The intake: what an event names must be there, and before it")
struct IntakeTests {
    private func faults(_ fixture: LedgerFixture, _ events: [JSONObject]) -> [String] {
        do {
            _ = try fixture.ledger.append(events)
            return []
        } catch let rejected as RejectedBatch {
            return rejected.events.flatMap { event in event.faults.map { "\(event.index) \($0)" } }
        } catch { return ["\(error)"] }
    }

    @Test("no event is its own cause or its own target")
    func itself() throws {
        let fixture = try LedgerFixture()
        let own = LedgerFixture.id(900)
        let causes: JSONValue = [["event": .string(own), "basis": "stated"]]
        #expect(
            faults(fixture, [fixture.event("deal.ended", ["deal": "d", "causes": causes], id: 900)])
                == ["0 data.causes[0].event: is the event itself"])
        let retraction = fixture.event(
            "event.retracted", ["target": .string(own), "reason": "x"], subject: "any/thing", id: 900)
        #expect(faults(fixture, [retraction]) == ["0 data.target: is the event itself"])
    }

    @Test("two retractions cannot retract each other")
    func circle() throws {
        let fixture = try LedgerFixture()
        let events = [(901, 902), (902, 901)].map { id, target in
            fixture.event(
                "event.retracted", ["target": .string(LedgerFixture.id(target)), "reason": "x"], subject: "any/thing",
                id: id)
        }
        #expect(faults(fixture, events) == ["0 data.target: comes later in the batch; put it before this one"])
    }

    @Test("a company may be registered later in the same batch; a correction of a correction is refused")
    func batches() throws {
        let fixture = try LedgerFixture(companies: ["openai"])
        let deal = fixture.event("deal.announced", deal("d", value: "1"))
        let amazon = fixture.event("company.registered", ["company": "amazon", "name": "Amazon", "kind": "public"])
        #expect(faults(fixture, [deal, amazon]).isEmpty)
        let target = deal["id"] ?? .null
        var payload = deal["data"]?.object ?? [:]
        payload["certainty"] = "reported"
        let correction = try fixture.append(
            "event.corrected", ["target": target, "reason": "x", "data": .object(payload)])
        let again = fixture.event(
            "event.corrected", ["target": .string(correction), "reason": "x", "data": .object(payload)])
        #expect(
            faults(fixture, [again])
                == ["0 data.target: is itself a correction; name the event that it corrects"])
    }
}
