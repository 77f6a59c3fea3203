import CanonicalJSON

/// Writes events in canonical JSON without building an object first: the attributes have a known order, and the payload is
/// written once for all that is made of it.
enum CanonicalEvent {
    /// What the log adds to an event.
    typealias Recorded = (time: String, sequence: String, streamVersion: Int)

    /// - Parameter recorded: nil for an event as it was handed in.
    static func bytes(of envelope: Envelope, recorded: Recorded?) -> [UInt8] {
        var bytes: [UInt8] = []
        append(envelope, data: envelope.canonicalData, recorded: recorded, to: &bytes)
        return bytes
    }

    /// - Parameter data: the payload in canonical JSON.
    static func append(_ envelope: Envelope, data: [UInt8], recorded: Recorded?, to bytes: inout [UInt8]) {
        guard envelope.extensions.isEmpty else {
            // An extension's name may come anywhere between the others.
            var object = envelope.json
            if let recorded {
                object["recordedtime"] = .string(recorded.time)
                object["sequence"] = .string(recorded.sequence)
                object["streamversion"] = .integer(recorded.streamVersion)
            }
            bytes += object.canonicalBytes
            return
        }
        bytes.reserveCapacity(bytes.count + data.count + 640)
        /// Between the members of the object; the first has none before it.
        var mark = UInt8(ascii: "{")
        func name(_ name: StaticString) {
            bytes.append(mark)
            mark = UInt8(ascii: ",")
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: ":"))
        }
        func member(_ attribute: StaticString, _ value: String?) {
            guard let value else { return }
            name(attribute)
            CanonicalText.append(string: value, to: &bytes)
        }
        // In the order of RFC 8785.
        member("causationid", envelope.causationid)
        member("correlationid", envelope.correlationid)
        name("data")
        bytes.append(contentsOf: data)
        member("datacontenttype", "application/json")
        member("dataschema", envelope.dataschema)
        member("id", envelope.id)
        member("occurred", envelope.occurred)
        member("published", envelope.published)
        member("recordedtime", recorded?.time)
        member("sequence", recorded?.sequence)
        member("source", envelope.source)
        member("specversion", "1.0")
        if let version = recorded?.streamVersion {
            name("streamversion")
            bytes.append(contentsOf: String(version).utf8)
        }
        member("subject", envelope.subject)
        member("time", envelope.time)
        member("type", envelope.type)
        bytes.append(UInt8(ascii: "}"))
    }
}
