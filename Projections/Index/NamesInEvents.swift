import EventLog
import MarketEvents

/// What a name in a payload is the name of.
struct NameKinds: OptionSet {
    let rawValue: UInt16
    static let company = NameKinds(rawValue: 1)
    /// A company, as which another one was identified.
    static let identity = NameKinds(rawValue: 2)
    /// A company, to which a unit belongs.
    static let parent = NameKinds(rawValue: 4)
    static let deal = NameKinds(rawValue: 8)
    static let plan = NameKinds(rawValue: 16)
    static let right = NameKinds(rawValue: 32)
    static let event = NameKinds(rawValue: 64)
    /// The stream into which a correction moves a reading.
    static let stream = NameKinds(rawValue: 128)
    static let ticker = NameKinds(rawValue: 256)
    static let market = NameKinds(rawValue: 512)
}

/// Finds the names in stored events that lead to them: of companies, deals, plans and other events. Which fields hold names is
/// read off the shapes of all types.
struct NamesInEvents {
    private struct Role {
        var kinds: NameKinds = []
        /// Whether names stand deeper in it.
        var isContainer = false
    }

    private let roles: WordTable<Role>
    /// No name is longer.
    private static let mostBytes = 96

    init() {
        var roles = [
            "data": Role(isContainer: true), "subject": Role(kinds: .stream), "is": Role(kinds: .identity),
            "parent": Role(kinds: .parent),
        ]
        for type in EventType.all {
            NamesInEvents.collect(.object(type.payload), into: &roles)
            for former in type.formerShapes { NamesInEvents.collect(.object(former), into: &roles) }
        }
        self.roles = WordTable(
            roles.filter { !$0.value.kinds.isEmpty || $0.value.isContainer }.map { ($0.key, $0.value) })
    }

    private static func collect(_ shape: Shape, into roles: inout [String: Role]) {
        guard case .object(let object) = shape else { return }
        for field in object.fields { collect(field.shape, of: field.name, into: &roles) }
    }

    private static func collect(_ shape: Shape, of name: String, into roles: inout [String: Role]) {
        switch shape {
        case .text(let format): roles[name, default: Role()].kinds.formUnion(kinds(of: format))
        case .list(let element, _): collect(element, of: name, into: &roles)
        case .nullable(let inner): collect(inner, of: name, into: &roles)
        case .object:
            roles[name, default: Role()].isContainer = true
            collect(shape, into: &roles)
        case .choice, .boolean, .quantity, .payload: break
        }
    }

    private static func kinds(of format: TextFormat) -> NameKinds {
        switch format.name {
        case TextFormat.company.name: .company
        case TextFormat.deal.name: .deal
        case TextFormat.plan.name: .plan
        case TextFormat.right.name: .right
        case TextFormat.eventID.name: .event
        case TextFormat.ticker.name: .ticker
        case TextFormat.mic.name: .market
        default: []
        }
    }

    /// Calls `visit` with each name in an event's payload, and in the payload that a correction puts in another's place.
    func forEach(in event: RawEvent, _ visit: (NameKinds, Bytes) -> Void) {
        if let data = Bytes(event.data) { walk(data, [], isContainer: true, depth: 0, visit) }
    }

    /// No payload is deeper; what somebody crafted is not followed.
    private static let mostDepth = 32

    private func walk(
        _ value: Bytes, _ kinds: NameKinds, isContainer: Bool, depth: Int, _ visit: (NameKinds, Bytes) -> Void
    ) {
        guard depth < NamesInEvents.mostDepth else { return }
        switch value.isEmpty ? 0 : value.start.pointee {
        case UInt8(ascii: "\""):
            if !kinds.isEmpty, value.count <= NamesInEvents.mostBytes, let text = value.plainText { visit(kinds, text) }
        case UInt8(ascii: "["):
            _ = value.forEachElement {
                walk($0, kinds, isContainer: isContainer, depth: depth + 1, visit)
                return true
            }
        case UInt8(ascii: "{"):
            guard isContainer else { return }
            _ = value.forEachMember { name, inner in
                if let role = roles[name] {
                    walk(inner, role.kinds, isContainer: role.isContainer, depth: depth + 1, visit)
                }
                return true
            }
        default: break
        }
    }
}
