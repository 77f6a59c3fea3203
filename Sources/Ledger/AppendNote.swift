import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// One thing that an event does to what stood before it, or that a reader should look at: what whoever appends is told.
package enum AppendNote: Equatable, Sendable {
    /// A figure of a row that stood. `row` is nil for the event's own subject.
    case changes(row: String?, figure: String, before: Cell, after: Cell)
    /// A row that stood is there no more.
    case removes(row: String)
    /// What an event says of a field does not win, and stands beside what does.
    case standsBeside(Beside)
    /// So much more of what stood stands beside what holds now.
    case displacesFurther(Int)
    /// It names other parties than what stands under its id: it takes no part.
    case isOfOthers(buyer: String, supplier: String)
    /// What stood names other parties than it does, and takes no part any more.
    case setsAside(event: String)
    /// A total: it has the changes in it that were told up to this day.
    case contains(through: CivilDay)
    /// A change: the total of that day, which the event told, has it in it.
    case isContained(event: String, day: CivilDay)
    /// It tells a change once more that the event told: the change counts once.
    case repeats(event: String, day: CivilDay)
    /// Nobody said that there is such a thing: it has no effect until somebody does.
    case startsNothing
    /// No figure of what stood is another one now.
    case hasNoEffect
    /// A change under another key is nearly as large, and of nearly the same day.
    case resemblesChange(event: String, day: CivilDay, amount: Quantity, amendment: String?)
    /// Another deal of the same two parties is worth nearly as much.
    case resemblesDeal(deal: String, other: String, amount: Quantity)
    /// A count of shares does not say whether a split is in it: no market value rests on it until it does.
    case leavesSplitOpen(count: String, split: CivilDay)
    /// Another event told the same kind of thing of the same day or period: both stand side by side.
    case tellsAgain(event: String, occurred: StatedTime, said: Quantity?, certainty: Certainty?)
    /// A company is found by the name that a new one has.
    case sharesName(company: String, name: String)
    /// A right or a plan under another id is of the same parties.
    case resemblesOther(kind: String, id: String, said: Quantity?)
    /// So many more deals are alike than are named.
    case resemblesFurther(Int)

    package struct Beside: Equatable, Sendable {
        package enum Reason: Sendable {
            case lessSure, expected, denied, outdone
        }

        /// As payloads name it, or the column of the row.
        package let field: String
        package let said: JSONValue
        /// What holds; missing where the field is no figure of the row.
        package let stands: Cell
        package let reason: Reason
        /// Who said it, where that is not the event itself.
        package let event: String?
    }
}
