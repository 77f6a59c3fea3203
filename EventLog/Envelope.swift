import CanonicalJSON
import CivilTime

/// An event as its writer hands it in: CloudEvents 1.0 attributes around a payload that is opaque here.
package struct Envelope: Sendable {
    /// The writer's identity of the event; the log takes each once.
    package var id: String
    package var source: String
    package var type: String
    package var dataschema: String
    /// The stream.
    package var subject: String
    package var time: String
    package var occurred: String?
    package var published: String?
    package var correlationid: String?
    package var causationid: String?
    package var data: JSONObject {
        didSet { encodedData = nil }
    }
    /// The canonical bytes of `data`, where they are at hand.
    private var encodedData: [UInt8]?
    /// Attributes beyond those above.
    package var extensions: JSONObject

    package init(
        id: String, source: String, type: String, dataschema: String, subject: String, time: String,
        occurred: String? = nil, published: String? = nil, correlationid: String? = nil, causationid: String? = nil,
        data: JSONObject = JSONObject(), extensions: JSONObject = JSONObject()
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.dataschema = dataschema
        self.subject = subject
        self.time = time
        self.occurred = occurred
        self.published = published
        self.correlationid = correlationid
        self.causationid = causationid
        self.data = data
        self.extensions = extensions
    }

    /// Keeps the bytes of the payload, for all that is made of them later.
    package mutating func encodeData() { encodedData = canonicalData }

    /// `json` in canonical JSON.
    package var canonicalBytes: [UInt8] { CanonicalEvent.bytes(of: self, recorded: nil) }

    /// The payload in canonical JSON.
    package var canonicalData: [UInt8] { encodedData ?? data.canonicalBytes }

    /// The event in the JSON format of CloudEvents. Absent attributes are left out; an extension never hides an attribute.
    package var json: JSONObject {
        var object = extensions
        object["specversion"] = "1.0"
        object["datacontenttype"] = "application/json"
        object["id"] = .string(id)
        object["source"] = .string(source)
        object["type"] = .string(type)
        object["dataschema"] = .string(dataschema)
        object["subject"] = .string(subject)
        object["time"] = .string(time)
        if let occurred { object["occurred"] = .string(occurred) }
        if let published { object["published"] = .string(published) }
        if let correlationid { object["correlationid"] = .string(correlationid) }
        if let causationid { object["causationid"] = .string(causationid) }
        object["data"] = .object(data)
        return object
    }
}

extension Envelope: Equatable {
    /// By the bytes of the content; Swift's strings would take canonically equivalent spellings for one.
    package static func == (left: Envelope, right: Envelope) -> Bool { left.json == right.json }
}

/// An event with what the log gave it.
package struct RecordedEvent: Sendable, Equatable {
    package let envelope: Envelope
    /// From 1, without gaps.
    package let position: Int
    /// The place in its stream, from 1, without gaps.
    package let streamVersion: Int
    /// Whole microseconds; never before that of the event before.
    package let recordedTime: Instant
    /// The hash of this event as a leaf of RFC 6962's tree, over the canonical bytes of `json`.
    package let leaf: [UInt8]

    package init(envelope: Envelope, position: Int, streamVersion: Int, recordedTime: Instant, leaf: [UInt8]) {
        self.envelope = envelope
        self.position = position
        self.streamVersion = streamVersion
        self.recordedTime = recordedTime
        self.leaf = leaf
    }

    /// Computes the leaf.
    ///
    /// - Parameter timeText: `recordedTime` as it is exported, where it is at hand: a batch has one for all its events.
    package init(
        recording envelope: Envelope, position: Int, streamVersion: Int, recordedTime: Instant,
        timeText: String? = nil
    ) {
        var envelope = envelope
        envelope.encodeData()
        let recorded = (
            timeText ?? recordedTime.rfc3339(fractionDigits: 6), RecordedEvent.sequence(position), streamVersion
        )
        self.init(
            envelope: envelope, position: position, streamVersion: streamVersion, recordedTime: recordedTime,
            leaf: MerkleTree.leaf(CanonicalEvent.bytes(of: envelope, recorded: recorded)))
    }

    package var json: JSONObject {
        var object = envelope.json
        object["recordedtime"] = .string(recordedTime.rfc3339(fractionDigits: 6))
        object["sequence"] = .string(RecordedEvent.sequence(position))
        object["streamversion"] = .integer(streamVersion)
        return object
    }

    /// `json` in canonical JSON.
    package var canonicalBytes: [UInt8] {
        CanonicalEvent.bytes(
            of: envelope,
            recorded: (recordedTime.rfc3339(fractionDigits: 6), RecordedEvent.sequence(position), streamVersion))
    }

    /// Twenty digits, so that their order as text is that of numbers.
    static func sequence(_ position: Int) -> String {
        let digits = String(position)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }
}
