import CanonicalJSON

/// How events become bytes.
extension EncodedEvents {
    package mutating func append(_ envelope: Envelope) {
        let start = begin()
        let data = envelope.canonicalData
        var own = [Place](repeating: .none, count: EventPart.count)
        var extent = Extent(
            start: start, count: 0, jsonCount: 0, beforeRecordedTime: 0, beforeSequence: 0, beforeStreamVersion: 0)
        guard envelope.extensions.isEmpty else {
            appendExtended(envelope, data, start, &own, &extent)
            return end(start, own, extent)
        }
        /// Texts that are written in another way in JSON, and so stand a second time behind it.
        var escaped: [(EventPart, String)] = []
        var mark = UInt8(ascii: "{")
        func name(_ name: StaticString) {
            bytes.append(mark)
            mark = UInt8(ascii: ",")
            append(name)
        }
        func member(_ attribute: StaticString, _ part: EventPart, _ value: String?) {
            guard let value else { return }
            name(attribute)
            let first = bytes.count + 1
            CanonicalText.append(string: value, to: &bytes)
            if bytes.count - first - 1 == value.utf8.count {
                own[part.rawValue] = place(from: first, to: bytes.count - 1, start)
            } else {
                escaped.append((part, value))
            }
        }
        member("\"causationid\":", .causationid, envelope.causationid)
        member("\"correlationid\":", .correlationid, envelope.correlationid)
        name("\"data\":")
        own[EventPart.data.rawValue] = place(from: bytes.count, to: bytes.count + data.count, start)
        bytes.append(contentsOf: data)
        append(",\"datacontenttype\":\"application/json\"")
        member("\"dataschema\":", .dataschema, envelope.dataschema)
        member("\"id\":", .id, envelope.id)
        member("\"occurred\":", .occurred, envelope.occurred)
        member("\"published\":", .published, envelope.published)
        extent.beforeRecordedTime = bytes.count - start
        extent.beforeSequence = bytes.count - start
        member("\"source\":", .source, envelope.source)
        append(",\"specversion\":\"1.0\"")
        extent.beforeStreamVersion = bytes.count - start
        member("\"subject\":", .subject, envelope.subject)
        member("\"time\":", .time, envelope.time)
        member("\"type\":", .type, envelope.type)
        bytes.append(UInt8(ascii: "}"))
        extent.jsonCount = bytes.count - start
        for (part, text) in escaped { own[part.rawValue] = append(text.utf8, start) }
        end(start, own, extent)
    }

    /// An event whose parts are known to be canonical JSON as they stand in `text`: strings without escapes, in it without
    /// their quotes, and the payload.
    ///
    /// - Parameter part: where in `text` a part is; nil where the event has no such part, as it has no `extensions`.
    package mutating func append(
        partsOf text: UnsafeBufferPointer<UInt8>, _ part: (EventPart) -> Range<Int>?
    ) {
        let start = begin()
        let firstPlace = places.count
        for _ in 0..<EventPart.count { places.append(.none) }
        var mark = UInt8(ascii: "{")
        func member(_ attribute: StaticString, _ kind: EventPart, isText: Bool = true) {
            guard let range = part(kind) else { return }
            bytes.append(mark)
            mark = UInt8(ascii: ",")
            append(attribute)
            let first = bytes.count
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[range]))
            places[firstPlace + kind.rawValue] = place(from: first, to: bytes.count, start)
            if isText { bytes.append(UInt8(ascii: "\"")) }
        }
        member("\"causationid\":\"", .causationid)
        member("\"correlationid\":\"", .correlationid)
        member("\"data\":", .data, isText: false)
        append(",\"datacontenttype\":\"application/json\"")
        member("\"dataschema\":\"", .dataschema)
        member("\"id\":\"", .id)
        member("\"occurred\":\"", .occurred)
        member("\"published\":\"", .published)
        let beforeRecordedTime = bytes.count - start
        member("\"source\":\"", .source)
        append(",\"specversion\":\"1.0\"")
        let beforeStreamVersion = bytes.count - start
        member("\"subject\":\"", .subject)
        member("\"time\":\"", .time)
        member("\"type\":\"", .type)
        bytes.append(UInt8(ascii: "}"))
        let count = bytes.count - start
        extents.append(
            Extent(
                start: start, count: count, jsonCount: count, beforeRecordedTime: beforeRecordedTime,
                beforeSequence: beforeRecordedTime, beforeStreamVersion: beforeStreamVersion))
    }

    private mutating func begin() -> Int { bytes.count }

    private mutating func end(_ start: Int, _ own: [Place], _ extent: Extent) {
        var extent = extent
        extent.count = bytes.count - start
        extents.append(extent)
        places.append(contentsOf: own)
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func place(from first: Int, to end: Int, _ start: Int) -> Place {
        Place(start: Int32(clamping: first - start), count: Int32(clamping: end - first))
    }

    private mutating func append(_ more: some Collection<UInt8>, _ start: Int) -> Place {
        let first = bytes.count
        bytes.append(contentsOf: more)
        return place(from: first, to: bytes.count, start)
    }

    /// The name of an extension may come anywhere between those of the attributes and of what the log adds.
    private mutating func appendExtended(
        _ envelope: Envelope, _ data: [UInt8], _ start: Int, _ own: inout [Place], _ extent: inout Extent
    ) {
        var members = envelope.extensions
        members["data"] = .null
        members["datacontenttype"] = "application/json"
        members["specversion"] = "1.0"
        for part in EventPart.allCases {
            if let text = envelope.text(part) { members[part.name] = .string(text) }
        }
        // They only say where theirs will be; an extension of the name never hides them.
        for name in ["recordedtime", "sequence", "streamversion"] { members[name] = .null }
        var mark = UInt8(ascii: "{")
        for member in members.members {
            switch member.name {
            case "recordedtime": extent.beforeRecordedTime = bytes.count - start
            case "sequence": extent.beforeSequence = bytes.count - start
            case "streamversion": extent.beforeStreamVersion = bytes.count - start
            default:
                bytes.append(mark)
                mark = UInt8(ascii: ",")
                CanonicalText.append(string: member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                bytes.append(contentsOf: member.name == "data" ? data : member.value.canonicalBytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
        extent.jsonCount = bytes.count - start
        for part in EventPart.allCases {
            if let text = envelope.text(part) { own[part.rawValue] = append(text.utf8, start) }
        }
        own[EventPart.data.rawValue] = append(data, start)
        own[EventPart.extensions.rawValue] = append(envelope.extensions.canonicalBytes, start)
    }
}

extension EventPart {
    fileprivate var name: String {
        switch self {
        case .causationid: "causationid"
        case .correlationid: "correlationid"
        case .dataschema: "dataschema"
        case .id: "id"
        case .occurred: "occurred"
        case .published: "published"
        case .source: "source"
        case .subject: "subject"
        case .time: "time"
        case .type: "type"
        case .data: "data"
        case .extensions: "extensions"
        }
    }
}

extension Envelope {
    /// An attribute; nil also for the parts that are no text.
    fileprivate func text(_ part: EventPart) -> String? {
        switch part {
        case .causationid: causationid
        case .correlationid: correlationid
        case .dataschema: dataschema
        case .id: id
        case .occurred: occurred
        case .published: published
        case .source: source
        case .subject: subject
        case .time: time
        case .type: type
        case .data, .extensions: nil
        }
    }
}
