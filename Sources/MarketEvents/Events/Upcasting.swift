import CanonicalJSON

/// A payload as an earlier version of its type had it, and what makes one of the next version of it. What is stored is never
/// changed; whoever reads an event reads it as one of today's version.
package struct FormerPayload: Sendable {
    /// Fields that this version has not yet.
    let lacks: Set<String>
    /// Fields that were of another shape, or are no more.
    let had: [Field]
    /// The upcaster: pure, and total on valid payloads of this version.
    let upcast: @Sendable (inout JSONObject) -> Void

    init(
        lacking lacks: Set<String>, having had: [Field] = [], upcast: @escaping @Sendable (inout JSONObject) -> Void
    ) {
        (self.lacks, self.had, self.upcast) = (lacks, had, upcast)
    }
}

extension EventType {
    /// The version that a `dataschema` names; nil where it is none of this type's that this program knows.
    package func version(of dataschema: String) -> Int? { dataschemas.firstIndex(of: dataschema).map { $0 + 1 } }

    package func dataschema(ofVersion version: Int) -> String { dataschemas[version - 1] }

    /// What was written under each version but the last.
    static func shapes(before payload: ObjectShape, _ former: [FormerPayload]) -> [ObjectShape] {
        former.indices.map { index in
            let later = former[index...].reduce(into: Set<String>()) { $0.formUnion($1.lacks) }
            let had = former[index...].reversed().reduce(into: [String: Field]()) { known, payload in
                for field in payload.had { known[field.name] = field }
            }
            let kept = payload.fields.filter { !later.contains($0.name) }.map { had[$0.name] ?? $0 }
            let gone = had.values.filter { field in
                !later.contains(field.name) && !payload.fields.contains { $0.name == field.name }
            }
            return ObjectShape(kept + gone.sorted { $0.name < $1.name }, rules: payload.rules)
        }
    }

    /// The fields that a version has not yet, each with the version that brought it.
    package func laterFields(than version: Int) -> [(name: String, version: Int)] {
        former.enumerated().dropFirst(version - 1).flatMap { index, payload in
            payload.lacks.sorted().map { ($0, index + 2) }
        }
    }

    /// The last version that had a field; nil where today's has it.
    package func lastVersion(with name: String) -> Int? {
        if payload.fields.contains(where: { $0.name == name }) { return nil }
        return former.lastIndex { $0.had.contains { $0.name == name } }.map { $0 + 1 }
    }

    /// A payload of an earlier version as one of today's.
    func upcast(_ data: JSONObject, from version: Int) -> JSONObject {
        former.dropFirst(version - 1).reduce(into: data) { data, former in former.upcast(&data) }
    }
}

/// A payload that fits its type, as one of today's version.
package struct ValidPayload: Sendable {
    package let type: EventType
    package let data: JSONObject

    /// - Throws: all that is wrong with it, each with its path under `data`.
    package init(type: EventType, data: JSONObject) throws(InvalidEvent) {
        var faults = Shape.object(type.payload).faults(in: .object(data), path: "data")
        faults += CrossFieldRules.faults(type: type, data: data, isOfShape: faults.isEmpty)
        guard faults.isEmpty else { throw InvalidEvent(faults: faults) }
        self.type = type
        self.data = data
    }

    /// A valid payload in which companies stand under other names: two of them that must differ may be one now.
    init(renamed data: JSONObject, of type: EventType) { (self.type, self.data) = (type, data) }

    /// The whole new payload that a correction gives an event. It names no version: what is valid under none but an earlier one
    /// was written under that.
    ///
    /// - Throws: what is wrong with it as one of today's.
    package init(type: EventType, corrected data: JSONObject) throws(InvalidEvent) {
        do throws(InvalidEvent) { try self.init(type: type, data: data) } catch {
            for version in (1..<type.version).reversed() {
                let dataschema = type.dataschema(ofVersion: version)
                if let former = try? ValidPayload(type: type, data: data, dataschema: dataschema) {
                    self = former
                    return
                }
            }
            throw error
        }
    }

    /// A payload that was written under any version of its type that this program knows, held against the schema of that
    /// version.
    ///
    /// - Throws: all that is wrong with it, each with its path; for a `dataschema` that is not known, just that.
    package init(type: EventType, data: JSONObject, dataschema: String) throws(InvalidEvent) {
        guard let version = type.version(of: dataschema) else {
            throw InvalidEvent(faults: [Fault("dataschema", type.unknownSchema(dataschema))])
        }
        guard version < type.version else {
            try self.init(type: type, data: data)
            return
        }
        let later = type.laterFields(than: version).filter { data[$0.name] != nil }
        let own =
            later.isEmpty
            ? data
            : JSONObject(
                data.members.lazy.filter { member in !later.contains { $0.name == member.name } }.map {
                    ($0.name, $0.value)
                })
        let faults =
            Shape.object(type.formerShapes[version - 1]).faults(in: .object(own), path: "data")
            + later.map {
                Fault(
                    "data.\($0.name)",
                    "is a field of version \($0.version); write dataschema \(type.dataschema(ofVersion: $0.version))")
            }
        guard faults.isEmpty else { throw InvalidEvent(faults: faults) }
        try self.init(type: type, data: type.upcast(data, from: version))
    }
}

extension MarketEvent {
    /// Decodes a payload of a known type.
    ///
    /// - Throws: all that is wrong with it, each with its path under `data`.
    package init(type: EventType, data: JSONObject) throws(InvalidEvent) {
        self.init(try ValidPayload(type: type, data: data))
    }

    /// Decodes a valid payload in which companies stand under other names: two of them that must differ may be one now.
    package init(renamed data: JSONObject, of type: EventType) { self.init(ValidPayload(renamed: data, of: type)) }

    /// Decodes the whole new payload that a correction gives an event.
    ///
    /// - Throws: as `ValidPayload` does.
    package init(type: EventType, corrected data: JSONObject) throws(InvalidEvent) {
        self.init(try ValidPayload(type: type, corrected: data))
    }

    /// Decodes a payload that was written under any version of its type that this program knows.
    ///
    /// - Throws: as `ValidPayload` does.
    package init(type: EventType, data: JSONObject, dataschema: String) throws(InvalidEvent) {
        self.init(try ValidPayload(type: type, data: data, dataschema: dataschema))
    }
}

extension EventType {
    func unknownSchema(_ dataschema: String) -> String {
        let known = dataschemas.joined(separator: " and ")
        return "is \(quoted(dataschema)); this program knows \(known)"
    }
}
