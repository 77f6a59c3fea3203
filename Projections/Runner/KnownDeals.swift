import EventLog
import MarketEvents
import SQLite

/// A deal as the stored views know it.
package struct KnownDeal: Sendable {
    package let id: String
    package let buyer: String
    package let supplier: String
    /// What it is worth in all, one for each unit.
    package let amounts: [Quantity]
    package let isDenied: Bool
    /// The deals that it is linked to, whatever became of the link.
    package fileprivate(set) var linked: Set<String> = []
}

extension ViewRunner {
    /// The deals that some companies pay for, where the stored views are those of a position; nil where they are not, or there
    /// are none. Nothing is folded for it.
    ///
    /// - Parameter buyers: asked for only then.
    package func knownDeals(
        ifCurrentAt position: Int, paidBy buyers: () throws -> Set<String>
    ) throws -> [KnownDeal]? {
        guard let store else { return nil }
        return try log.snapshot {
            try store.connection.readTransaction {
                guard let shared = try store.checkpoint(ViewStore.shared), shared.version == ViewStore.sharedVersion,
                    shared.position == position, try log.root(ofFirst: position) == shared.root
                else { return nil }
                let names = try store.companyNames()
                return try store.deals(paidBy: Set(buyers().map { names.name(of: $0) ?? $0 }))
            }
        }
    }
}

extension ViewStore {
    fileprivate func deals(paidBy buyers: Set<String>) throws -> [KnownDeal] {
        let statement = try connection.prepare(DealsOfGroups.selection)
        let links = try connection.prepare(
            "SELECT other FROM link WHERE deal = ?1 UNION ALL SELECT deal FROM link WHERE other = ?1")
        let reader = StoredDealReader()
        var found: [KnownDeal] = []
        for buyer in buyers.sorted() {
            let places = Subject.places(from: Subject.place(ofGroup: buyer.bytesHash))
            defer { statement.reset() }
            try statement.bind(1, places.lowerBound)
            try statement.bind(2, places.upperBound)
            while try statement.step() {
                // What is damaged is folded anew when somebody asks for rows.
                guard let deal = Bytes(statement.storedBytes(1)).flatMap({ DealsOfGroups.deal($0, reader) }),
                    deal.buyer.string == buyer
                else { continue }
                found.append(
                    KnownDeal(
                        id: deal.id.string, buyer: buyer, supplier: deal.supplier.string,
                        amounts: deal.amounts.map(\.total.amount), isDenied: deal.certainty == .denied))
            }
        }
        for index in found.indices {
            defer { links.reset() }
            try links.bind(1, text: Array(found[index].id.utf8))
            while try links.step() { found[index].linked.insert(links.text(0)) }
        }
        return found
    }
}
