import MarketEvents

/// The fields of one key as its announcements and amendments say them together. Used again for key after key.
///
/// Announcements are merged field by field: the one that wins sets the field. Amendments are laid over them in the order in
/// which they happened, not over what is surer, and not over a field of an announcement that is as sure and happened later.
/// A figure is what the latest of the surest tellings says, whatever form it has.
struct LaidFields {
    private let figures: Set<FieldName>
    private let leftToSurest: [FieldName]
    private let quantities = QuantityReader()
    private var values = [Bytes?](repeating: nil, count: FieldName.count)
    /// Which layer set each field, or removed it; -1 for none.
    private var origins = [Int](repeating: -1, count: FieldName.count)
    private var layers: [LeanFact] = []
    private var tellings: [(field: FieldName, value: Bytes, layer: Int)] = []
    private var announcements = 0
    /// The rank of the surest announcement.
    private var surest = 0

    /// - Parameters:
    ///   - figures: fields that say what something is in all, so that a later one takes the place of one that is as sure.
    ///   - leftToSurest: fields that are as the surest announcements say it: where these say nothing nobody else does.
    init(figures: Set<FieldName> = [], leftToSurest: [FieldName] = []) {
        (self.figures, self.leftToSurest) = (figures, leftToSurest)
    }

    /// Whether a field says something of the key, and not of its telling alone.
    private static func isOfKey(_ field: FieldName) -> Bool {
        switch field {
        case .certainty, .saidBy, .causes, .inferred, .evidencePublished, .evidence, .identifiedBy, .amendment,
            .increase:
            false
        default: true
        }
    }

    mutating func removeAll() {
        layers.removeAll(keepingCapacity: true)
        tellings.removeAll(keepingCapacity: true)
        (announcements, surest) = (0, 0)
        for index in values.indices {
            values[index] = nil
            origins[index] = -1
        }
    }

    /// Announcements, in any order, before any amendment.
    mutating func lay(announcements facts: [LeanFact]) {
        for fact in facts.count < 2 ? facts : facts.sorted(by: { $1.wins(over: $0) }) {
            layers.append(fact)
            announcements = layers.count
            let layer = layers.count - 1
            fact.fields.forEach { field, value in
                guard LaidFields.isOfKey(field) else { return }
                let former = origins[Int(field.rawValue)]
                if former < 0 || isPreferred(field, value, of: layer, to: former) { set(field, value, layer) }
                if facts.count > 1 { tellings.append((field, value, layer)) }
            }
        }
        surest = layers.lazy.map(\.rank).max() ?? 0
        // The winner's silence holds, against amendments that are less sure, too.
        for field in leftToSurest {
            let origin = origins[Int(field.rawValue)]
            if origin >= 0, layers[origin].rank < surest {
                (values[Int(field.rawValue)], origins[Int(field.rawValue)]) = (nil, -1)
            }
        }
    }

    /// Amendments, in any order, once, behind the announcements.
    mutating func lay(amendments facts: [LeanFact]) {
        guard !facts.isEmpty else { return }
        if announcements == 1, tellings.isEmpty, let only = layers.first {
            only.fields.forEach { field, value in
                if LaidFields.isOfKey(field) { tellings.append((field, value, 0)) }
            }
        }
        for fact in facts.sorted(by: { $1.happened(after: $0) }) {
            layers.append(fact)
            let layer = layers.count - 1
            fact.fields.forEach { field, value in
                guard LaidFields.isOfKey(field) else { return }
                tellings.append((field, value, layer))
                if leftToSurest.contains(field), fact.rank < surest { return }
                let former = origins[Int(field.rawValue)]
                let isLaid =
                    former < 0
                    || (figures.contains(field)
                        ? isPreferred(field, value, of: layer, to: former) : isLaid(fact, over: former))
                if isLaid { set(field, value, layer) }
            }
        }
    }

    /// Facts that take no part, since they were denied: what they say stands beside the rest.
    mutating func note(denied facts: [LeanFact]) {
        for fact in facts {
            layers.append(fact)
            let layer = layers.count - 1
            fact.fields.forEach { field, value in
                if LaidFields.isOfKey(field) { tellings.append((field, value, layer)) }
            }
        }
    }

    private mutating func set(_ field: FieldName, _ value: Bytes, _ layer: Int) {
        values[Int(field.rawValue)] = value.isNull ? nil : value
        origins[Int(field.rawValue)] = layer
    }

    /// Whether a telling of a field wins over another one.
    private func isPreferred(_ field: FieldName, _ value: Bytes, of layer: Int, to other: Int) -> Bool {
        let (fact, former) = (layers[layer], layers[other])
        if figures.contains(field) {
            if fact.rank != former.rank { return former.rank < fact.rank }
            if let earlier = Moment.isOrdered(former.occurred, before: fact.occurred) { return earlier }
        }
        if let wins = fact.outranks(former) { return wins }
        let (own, others) = (values[Int(field.rawValue)].flatMap(quantities.quantity), quantities.quantity(value))
        if let own, let others, let isNarrower = others.isPreferred(to: own) { return isNarrower }
        return former.id < fact.id
    }

    private func isLaid(_ amendment: LeanFact, over origin: Int) -> Bool {
        let former = layers[origin]
        if amendment.rank < former.rank { return false }
        guard origin < announcements, amendment.rank == former.rank else { return true }
        return Moment.isOrdered(amendment.occurred, before: former.occurred) != true
    }

    /// The value as it stands in the payload.
    subscript(name: FieldName) -> Bytes? { values[Int(name.rawValue)] }
    func word(_ name: FieldName) -> Bytes? { values[Int(name.rawValue)]?.plainText }
    /// - Throws: where the value is no quantity.
    func quantity(_ name: FieldName) throws(Unfoldable) -> Quantity? {
        guard let value = self[name], let origin = origin(name) else { return nil }
        guard let quantity = quantities.quantity(value) else {
            throw Unfoldable(
                position: origin.position, id: origin.id.string, reason: "its \(name) is no quantity")
        }
        return quantity
    }

    /// The fact that a field is from, also where it removes it.
    func origin(_ name: FieldName) -> LeanFact? {
        let layer = origins[Int(name.rawValue)]
        return layer < 0 ? nil : layers[layer]
    }

    /// The tellings that did not win and say something else, but for those that are history.
    var alsoSaid: [AlsoSaid] {
        tellings.compactMap { field, value, layer in
            let origin = origins[Int(field.rawValue)]
            guard origin != layer, origin >= 0 || leftToSurest.contains(field),
                !says(values[Int(field.rawValue)], value), origin < 0 || !isHistory(layer, beside: origin, field)
            else { return nil }
            return AlsoSaid(field: "\(field)", value: .json(value), fact: layers[layer])
        }
    }

    /// Whether a telling was displaced in the course of things: an earlier figure that was as sure, what an amendment found, and an
    /// amendment before an announcement that is as sure.
    private func isHistory(_ layer: Int, beside origin: Int, _ field: FieldName) -> Bool {
        let (fact, winner) = (layers[layer], layers[origin])
        if fact.isDenied { return false }
        if figures.contains(field) { return fact.isHistory(beside: winner) }
        if origin >= announcements { return fact.rank <= winner.rank && winner.happened(after: fact) }
        return layer >= announcements && fact.rank == winner.rank
    }

    /// Whether two values say the same, in whatever words.
    private func says(_ left: Bytes?, _ right: Bytes) -> Bool {
        guard let left else { return right.isNull }
        if left == right { return true }
        guard let own = quantities.quantity(left), let other = quantities.quantity(right) else { return false }
        return own.saysTheSame(as: other)
    }
}

extension [LeanFact] {
    /// The ids of all events that these facts rest on.
    func appendEvents(to events: inout [Bytes]) {
        for fact in self {
            events.append(fact.id)
            events += fact.support
        }
    }
}
