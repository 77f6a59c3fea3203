import CanonicalJSON
import CivilTime

/// An event as its writer says it, with the few absences filled in that the contract allows (section 1). Its identity rests
/// on these fields; whether it fits the ledger is judged later, by `Intake`.
package struct IncomingEvent: Sendable, Equatable {
    package let id: String
    package let source: String
    package let type: String
    package let dataschema: String
    package let subject: String
    package let time: String
    package let occurred: String?
    package let published: String?
    package let correlationid: String?
    package let causationid: String?
    package let data: JSONObject
    /// Other extension attributes, kept as they came.
    package let extensions: JSONObject

    /// `occurred`, where it was read already.
    private let readOccurrence: StatedTime?

    /// The attributes that mean something here, in the order of an object's members. Those that the ledger sets itself, or says
    /// beside an event, are ignored.
    private enum Attribute: Int {
        case causation, correlation, data, binaryData, contentType, schema, id, occurred, published, publishedBasis,
            recordedTime, sequence
        case source, version, streamVersion, subject, time, type
    }

    private static let names = [
        "causationid", "correlationid", "data", "data_base64", "datacontenttype", "dataschema", "id", "occurred",
        "published", "publishedbasis", "recordedtime", "sequence", "source", "specversion", "streamversion", "subject",
        "time", "type",
    ]

    /// Those that a writer sets, in the order in which a name that is none of them is held against them.
    private static let writable = [
        "specversion", "id", "source", "type", "dataschema", "datacontenttype", "subject", "time", "occurred",
        "published", "correlationid", "causationid", "data",
    ]

    /// Takes a CloudEvents 1.0 object in.
    ///
    /// - Throws: all that is wrong with its attributes, each with its name.
    package init(cloudEvent: JSONObject) throws(InvalidEvent) {
        var faults: [Fault] = []
        var values = [JSONValue?](repeating: nil, count: Self.names.count)
        var others: [JSONObject.Member] = []
        cloudEvent.forEachMember(beside: Self.names) { member, place in
            if let place { values[place] = member.value } else { others.append(member) }
        }
        func text(_ attribute: Attribute, missing: String? = nil) -> String? {
            let name = Self.names[attribute.rawValue]
            guard let value = values[attribute.rawValue], !value.isNull else {
                if let missing { faults.append(Fault(name, "is missing: \(missing)")) }
                return nil
            }
            guard let text = value.string, isOneLine(text), text.utf8.count <= 2000 else {
                faults.append(
                    Fault(name, "is \(value.string == nil ? value.kindName : "not one line of text"); write a string"))
                return nil
            }
            return text
        }
        let version = text(.version, missing: "write \"1.0\"")
        if let version, version != "1.0" { faults.append(Fault("specversion", "is \(quoted(version)); write \"1.0\"")) }
        let id = text(.id, missing: "a UUID").map { EventIdentifier.isValid($0) ? $0 : $0.lowercased() }
        if let id, !EventIdentifier.isValid(id) { faults.append(Fault("id", "\(quoted(id)) is not a UUID")) }
        let source = text(.source, missing: "who wrote it, such as urn:impact:writer:NAME")
        let type = text(.type, missing: "an event type, such as deal.announced")
        let subject = text(.subject, missing: "the stream, such as deal/openai-amazon-2025")
        if let subject, !StreamName.isValid(subject) {
            faults.append(Fault("subject", "\(quoted(subject)) is not category/key"))
        }
        if let contentType = text(.contentType), contentType != "application/json" {
            faults.append(Fault("datacontenttype", "is \(quoted(contentType)); only application/json is taken"))
        }
        if values[Attribute.binaryData.rawValue] != nil {
            faults.append(Fault("data_base64", "binary data is not taken; give an object as data"))
        }
        let data = values[Attribute.data.rawValue]?.object
        if data == nil {
            let kind = values[Attribute.data.rawValue]?.kindName ?? "missing"
            faults.append(Fault("data", "is \(kind); write an object"))
        }
        let stated = text(.time)
        let statedInstant = stated.flatMap { Instant(rfc3339: $0) }
        var occurred = text(.occurred)
        var time = stated
        var occurrence: StatedTime?
        if let occurredText = occurred {
            do throws(StatedTimeError) {
                let when = try StatedTime(occurredText)
                occurrence = when
                if let stated, let statedInstant, statedInstant != when.time {
                    faults.append(
                        Fault("time", "\(stated) contradicts occurred \(occurredText), whose time is \(when.time)"))
                }
                time = stated ?? when.time.rfc3339()
            } catch { faults.append(Fault("occurred", error.description)) }
        } else if stated == nil {
            faults.append(Fault("occurred", "is missing, and time, too: say when it happened"))
        }
        if let stated {
            if statedInstant == nil || stated.utf8.last != UInt8(ascii: "Z") {
                faults.append(
                    Fault(
                        "time",
                        "\(quoted(stated)) is not an RFC 3339 time in UTC; write for example 2025-11-03T05:00:00Z"))
            } else if occurred == nil {
                occurred = stated
            }
        }
        let published = text(.published)
        if let published {
            do throws(StatedTimeError) { _ = try StatedTime(published) } catch {
                faults.append(Fault("published", error.description))
            }
        }
        let (correlation, causation, schema) = (text(.correlation), text(.causation), text(.schema))
        var extensions = JSONObject()
        for member in others where !member.value.isNull {
            let isName =
                !member.name.isEmpty
                && member.name.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
            switch (isName, member.value) {
            case (true, .string), (true, .boolean), (true, .number): extensions[member.name] = member.value
            case (true, _):
                faults.append(
                    Fault(member.name, "is \(member.value.kindName); an extension is a string, number or boolean"))
            default:
                let nearest = NearestNames.nearest(to: member.name, among: Self.writable).first
                faults.append(
                    Fault(
                        quotedPath(member.name),
                        "is not an attribute of CloudEvents: a-z and 0-9 only"
                            + (nearest.map { "; nearest: \($0)" } ?? "")))
            }
        }
        guard faults.isEmpty, let id, let source, let type, let subject, let data, let time else {
            throw InvalidEvent(faults: faults)
        }
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.occurred = occurred
        self.published = published
        self.data = data
        self.extensions = extensions
        readOccurrence = occurrence
        correlationid = correlation
        causationid = causation
        dataschema = schema ?? "urn:impact:schema:\(type):1"
    }

    /// `occurred`, which a taken event always has.
    package var when: StatedTime {
        get throws(StatedTimeError) {
            if let readOccurrence { return readOccurrence }
            return try StatedTime(occurred ?? time)
        }
    }
}

/// `category/key`.
package enum StreamName {
    package static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= 256, let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return Slug.isValid(text[..<slash]) && text.utf8.index(after: slash) < text.utf8.endIndex
    }
}
