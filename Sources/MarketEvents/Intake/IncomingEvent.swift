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

    /// Attributes that the ledger sets itself; those of a file are ignored.
    package static let ledgerAttributes = ["recordedtime", "sequence", "streamversion"]

    private static let known = [
        "specversion", "id", "source", "type", "dataschema", "datacontenttype", "subject", "time", "occurred",
        "published", "correlationid", "causationid", "data",
    ]

    /// Takes a CloudEvents 1.0 object in.
    ///
    /// - Throws: all that is wrong with its attributes, each with its name.
    package init(cloudEvent: JSONObject) throws(InvalidEvent) {
        var faults: [Fault] = []
        func text(_ name: String, missing: String? = nil) -> String? {
            guard let value = cloudEvent[name], !value.isNull else {
                if let missing { faults.append(Fault(name, "is missing: \(missing)")) }
                return nil
            }
            guard let text = value.string, !text.isEmpty,
                text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && !$0.isNoncharacter }),
                text.utf8.count <= 2000
            else {
                faults.append(
                    Fault(name, "is \(value.string == nil ? value.kindName : "not one line of text"); write a string"))
                return nil
            }
            return text
        }
        let version = text("specversion", missing: "write \"1.0\"")
        if let version, version != "1.0" { faults.append(Fault("specversion", "is \(quoted(version)); write \"1.0\"")) }
        let id = text("id", missing: "a UUID")?.lowercased()
        if let id, !EventIdentifier.isValid(id) { faults.append(Fault("id", "\(quoted(id)) is not a UUID")) }
        let source = text("source", missing: "who wrote it, such as urn:impact:writer:NAME")
        let type = text("type", missing: "an event type, such as deal.announced")
        let subject = text("subject", missing: "the stream, such as deal/openai-amazon-2025")
        if let subject, !StreamName.isValid(subject) {
            faults.append(Fault("subject", "\(quoted(subject)) is not category/key"))
        }
        if let contentType = text("datacontenttype"), contentType != "application/json" {
            faults.append(Fault("datacontenttype", "is \(quoted(contentType)); only application/json is taken"))
        }
        if cloudEvent["data_base64"] != nil {
            faults.append(Fault("data_base64", "binary data is not taken; give an object as data"))
        }
        let data = cloudEvent["data"]?.object
        if data == nil {
            faults.append(Fault("data", "is \(cloudEvent["data"]?.kindName ?? "missing"); write an object"))
        }
        let stated = text("time")
        var occurred = text("occurred")
        var time = stated
        if let occurredText = occurred {
            do throws(StatedTimeError) {
                let when = try StatedTime(occurredText)
                if let stated, let instant = Instant(rfc3339: stated), instant != when.time {
                    faults.append(
                        Fault("time", "\(stated) contradicts occurred \(occurredText), whose time is \(when.time)"))
                }
                time = stated ?? when.time.rfc3339()
            } catch { faults.append(Fault("occurred", error.description)) }
        } else if stated == nil {
            faults.append(Fault("occurred", "is missing, and time, too: say when it happened"))
        }
        if let stated {
            if Instant(rfc3339: stated) == nil || !stated.hasSuffix("Z") {
                faults.append(
                    Fault(
                        "time",
                        "\(quoted(stated)) is not an RFC 3339 time in UTC; write for example 2025-11-03T05:00:00Z"))
            } else if occurred == nil {
                occurred = stated
            }
        }
        let published = text("published")
        if let published {
            do throws(StatedTimeError) { _ = try StatedTime(published) } catch {
                faults.append(Fault("published", error.description))
            }
        }
        let (correlation, causation, schema) = (text("correlationid"), text("causationid"), text("dataschema"))
        var extensions = JSONObject()
        for member in cloudEvent.members
        where !Self.known.contains(member.name) && !Self.ledgerAttributes.contains(member.name) && !member.value.isNull
            && member.name != "data_base64"
        {
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
                let nearest = NearestNames.nearest(to: member.name, among: Self.known).first
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
        correlationid = correlation
        causationid = causation
        dataschema = schema ?? "urn:impact:schema:\(type):1"
    }

    /// `occurred`, which a taken event always has.
    package var when: StatedTime {
        get throws(StatedTimeError) { try StatedTime(occurred ?? time) }
    }
}

/// `category/key`.
package enum StreamName {
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "/" as Character, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && Slug.isValid(String(parts[0])) && !parts[1].isEmpty && text.utf8.count <= 256
    }
}
