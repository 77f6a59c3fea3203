/// How high each box and lane stands, and where on a box each edge starts or ends.
struct SlotPlaces {
    /// By slot.
    private(set) var middle: [Double]
    let height: [Double]
    private let ordering: LayerOrdering
    private let spacing: LayeredLayout.Spacing
    /// Offsets from the middle of a box, by slot, side and edge.
    private var ports: [Port: Double] = [:]

    private struct Port: Hashable {
        let slot: Int
        let edge: Int
        let isRight: Bool
    }

    /// An edge at a side of a box, with the slot at its other end.
    private struct Contact {
        let edge: Int
        let other: Int
    }

    init(_ ordering: LayerOrdering, boxHeights: [Double], spacing: LayeredLayout.Spacing) {
        self.ordering = ordering
        self.spacing = spacing
        var contacts: [Int: (left: [Contact], right: [Contact])] = [:]
        for (edge, chain) in ordering.chains.enumerated() {
            for (start, end) in zip(chain, chain.dropFirst()) where start != end {
                let step = ordering.column(of: end) - ordering.column(of: start)
                if step >= 0 {
                    contacts[start, default: ([], [])].right.append(Contact(edge: edge, other: end))
                } else {
                    contacts[start, default: ([], [])].left.append(Contact(edge: edge, other: end))
                }
                if step > 0 {
                    contacts[end, default: ([], [])].left.append(Contact(edge: edge, other: start))
                } else {
                    contacts[end, default: ([], [])].right.append(Contact(edge: edge, other: start))
                }
            }
        }
        func room(_ contacts: [Contact]) -> Double {
            contacts.reduce(8) { $0 + ordering.edges[$1.edge].width + spacing.lines }
        }
        height = (0..<ordering.slotCount).map { slot in
            if ordering.isLane(slot) { return ordering.laneEdge[slot].map { ordering.edges[$0].width } ?? 1 }
            let sides = contacts[slot] ?? ([], [])
            return max(boxHeights[slot], room(sides.left), room(sides.right))
        }
        middle = [Double](repeating: 0, count: height.count)
        stack()
        setPorts(contacts)
        for round in 0..<16 {
            let columns = round.isMultiple(of: 2) ? Array(ordering.order.indices) : ordering.order.indices.reversed()
            for column in columns { settle(ordering.order[column], contacts) }
            setPorts(contacts)
        }
        let top = zip(middle, height).map { $0 - $1 / 2 }.min() ?? 0
        for slot in middle.indices { middle[slot] += LayeredLayout.margin - top }
    }

    /// The lower end of the lowest box or lane.
    var bottom: Double { zip(middle, height).map { $0 + $1 / 2 }.max() ?? 0 }

    /// What an edge takes of a box's side.
    private func room(_ edge: LayeredLayout.Edge) -> Double { edge.width + spacing.lines }

    func port(of edge: Int, at slot: Int, onRight isRight: Bool) -> Double {
        middle[slot] + (ports[Port(slot: slot, edge: edge, isRight: isRight)] ?? 0)
    }

    /// How far apart the middles of two slots of a column must be.
    private func distance(_ upper: Int, _ lower: Int) -> Double {
        let gap = ordering.isLane(upper) && ordering.isLane(lower) ? spacing.lines + 1 : spacing.boxes
        return (height[upper] + height[lower]) / 2 + gap
    }

    private mutating func stack() {
        for slots in ordering.order {
            var y = 0.0
            for (index, slot) in slots.enumerated() {
                if index > 0 { y += distance(slots[index - 1], slot) }
                middle[slot] = y
            }
            for slot in slots { middle[slot] -= y / 2 }
        }
    }

    /// Edges leave a side in the order of their other ends, so that they do not cross at the box.
    private mutating func setPorts(_ contacts: [Int: (left: [Contact], right: [Contact])]) {
        for (slot, sides) in contacts {
            for (isRight, side) in [(false, sides.left), (true, sides.right)] {
                let sorted = side.sorted { (middle[$0.other], $0.edge) < (middle[$1.other], $1.edge) }
                var y = -sorted.reduce(0) { $0 + room(ordering.edges[$1.edge]) } / 2
                for contact in sorted {
                    let room = room(ordering.edges[contact.edge])
                    let offset = ordering.isLane(slot) ? 0 : y + room / 2
                    ports[Port(slot: slot, edge: contact.edge, isRight: isRight)] = offset
                    y += room
                }
            }
        }
    }

    /// Moves a column's slots to where their edges pull them, in order and without overlap: the least squares under
    /// distances, by pooling neighbours that would come too close.
    private mutating func settle(_ slots: [Int], _ contacts: [Int: (left: [Contact], right: [Contact])]) {
        var offset = 0.0
        var pools: [(sum: Double, weight: Double, slots: [(slot: Int, offset: Double)])] = []
        for (index, slot) in slots.enumerated() {
            if index > 0 { offset += distance(slots[index - 1], slot) }
            let sides = contacts[slot] ?? ([], [])
            let pulls =
                sides.left.filter { ordering.column(of: $0.other) != ordering.column(of: slot) }.map { contact in
                    port(of: contact.edge, at: contact.other, onRight: true)
                        - (ports[Port(slot: slot, edge: contact.edge, isRight: false)] ?? 0)
                }
                + sides.right.filter { ordering.column(of: $0.other) != ordering.column(of: slot) }.map { contact in
                    port(of: contact.edge, at: contact.other, onRight: false)
                        - (ports[Port(slot: slot, edge: contact.edge, isRight: true)] ?? 0)
                }
            let wanted = pulls.isEmpty ? middle[slot] : pulls.reduce(0, +) / Double(pulls.count)
            let weight = ordering.isLane(slot) ? 2.0 : 1.0
            pools.append((weight * (wanted - offset), weight, [(slot, offset)]))
            while pools.count > 1, let last = pools.last {
                let before = pools[pools.count - 2]
                guard before.sum / before.weight > last.sum / last.weight else { break }
                pools.removeLast(2)
                pools.append((before.sum + last.sum, before.weight + last.weight, before.slots + last.slots))
            }
        }
        for pool in pools {
            for (slot, offset) in pool.slots { middle[slot] = pool.sum / pool.weight + offset }
        }
    }
}
