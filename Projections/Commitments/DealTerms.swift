import CanonicalJSON
import CivilTime
import MarketEvents

/// What a deal's own row says of it beside its amounts: terms that are shown, and that no figure is made of.
struct DealTerms {
    /// As stated: times, words, lists.
    var starts: Bytes?
    var ends: Bytes?
    var valueStated: Bytes?
    var fullCapacityBy: Bytes?
    var extendableFrom: Bytes?
    var parts: Bytes?
    var parties: Bytes?
    var hardware: Bytes?
    var consideration: Bytes?
    var countsToward: Bytes?
    var purposes: Bytes?
    /// So much in such a time: a total only for whoever knows for how long.
    var rate: Quantity?
    var ratePer: Bytes?
    /// Of the end that holds.
    var fee: Quantity?
    /// What a party said last is left to be done.
    var remaining: Quantity?
    var remainingDay: Bytes?
    /// From the start through the end, where no term says how long it runs and these are whole months.
    var months: Int?

    init() {}

    init(_ laid: LaidFields, _ quantities: QuantityReader) throws(Unfoldable) {
        (starts, ends) = (laid.word(.starts), laid.word(.ends))
        (fullCapacityBy, extendableFrom) = (laid.word(.fullCapacityBy), laid.word(.extendableFrom))
        (valueStated, parts, parties) = (laid[.valueStated], laid[.parts], laid[.parties])
        (hardware, consideration) = (laid[.hardware], laid[.consideration])
        (countsToward, purposes) = (laid[.countsToward], laid[.purposes])
        guard let stated = laid[.rate], let origin = laid.origin(.rate) else { return }
        guard let amount = quantities.quantity(stated.member("amount")), let per = stated.member("per")?.plainText
        else { throw origin.lacks(.rate) }
        (rate, ratePer) = (amount, per)
    }
}

extension CivilDay {
    /// How many whole months lie between two days, the last of them included.
    package static func months(from start: CivilDay, through last: CivilDay) -> Int? {
        guard let end = last.adding(days: 1) else { return nil }
        let months = (end.year - start.year) * 12 + end.month - start.month
        return months > 0 && start.adding(months: months) == end ? months : nil
    }
}
