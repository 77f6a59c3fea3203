import CanonicalJSON

/// A decoded payload: the common fields and what its type says beside them.
package struct MarketEvent: Sendable {
    package let type: EventType
    package let common: CommonFields
    package let content: Content
    /// The payload as it stands in the log, for what lays fields over each other.
    package let data: JSONObject

    /// One case an event type.
    package enum Content: Sendable {
        case companyRegistered(CompanyRegistered)
        case companyIdentified(company: String, identity: String)
        case companyRestructured(company: String, structure: String?)
        case dealAnnounced(deal: String)
        case dealAmended(deal: String, increase: Quantity?)
        case dealPartMet(deal: String, part: String)
        case dealPartEnded(deal: String, part: String)
        case dealDelivered(DealDelivered)
        case dealRemaining(DealRemaining)
        case dealLinked(deal: String, other: String, relation: String)
        case dealEnded(deal: String, reason: String?)
        case rightGranted(right: String)
        case rightAmended(right: String)
        case rightPartVested(right: String, part: String)
        case rightEnded(right: String, reason: String?)
        case dependencyStated(DependencyStated)
        case dependencyEnded(DependencyKey)
        case stockRecordSet(company: String, kind: String, basis: String?)
        case stockMoved(company: String, direction: String, size: Quantity?, duration: String?, basis: String?)
        case marketCapChanged(company: String, change: Quantity, basis: String?)
        case splitEffective(company: String, ratio: String, split: String?)
        case dividendEffective(company: String, amount: Quantity, inKind: String?, adjusted: String?)
        case pricesRecorded(PricesRecorded)
        case sharesRecorded(SharesRecorded)
        case marketStated(MarketStated)
        case planStated(PlanStated)
        case metricReported(company: String, metric: String, value: Quantity, counterparty: String?)
        case valuationReported(company: String, value: Quantity, context: String)
        case resultsReleased(company: String, period: StatedTime)
        case riskFlagged(risk: String, companies: [String], value: Quantity?)
        case riskEased(risk: String, companies: [String], value: Quantity?)
        case evidenceAdded(target: String, stance: String, by: Speaker)
        case eventCorrected(Correction)
        case eventRetracted(target: String, reason: String)
        case eventReviewed(target: String, verdict: String)
        /// Nothing in this program looks into it: its fields are in `data` only.
        case other
    }

    package init(_ payload: ValidPayload) {
        let fields = ValidFields(object: payload.data)
        type = payload.type
        data = payload.data
        common = CommonFields(fields)
        content = Content(type: type.name, fields)
    }
}

/// All that is wrong with an event.
package struct InvalidEvent: Error, Equatable, CustomStringConvertible {
    package let faults: [Fault]

    package init(faults: [Fault]) { self.faults = faults }

    package var description: String { faults.map(\.description).joined(separator: "\n") }
}

package struct CompanyRegistered: Sendable {
    package struct Listing: Sendable, Hashable {
        package let ticker: String
        package let mic: String
        package let ric: String?
        package let currency: String
        package let shareClass: String?
        /// The shares that one receipt stands for, as it was written; nil where it is the share itself that is traded.
        package let ratio: String?
        package let from: StatedTime?
        package let until: StatedTime?
    }
    package let company: String
    package let name: String
    package let kind: String
    package let parent: String?
    package let aliases: [String]
    package let listings: [Listing]
}

package struct DealDelivered: Sendable {
    package let deal: String
    package let day: String
    package let total: Quantity
    package let measure: String
}

package struct DealRemaining: Sendable {
    package let deal: String
    package let day: String
    package let amount: Quantity
}

package struct DependencyKey: Hashable, Sendable {
    package let dependent: String
    package let provider: String
    package let kind: String

    package init(dependent: String, provider: String, kind: String) {
        self.dependent = dependent
        self.provider = provider
        self.kind = kind
    }
}

package struct DependencyStated: Sendable {
    package let key: DependencyKey
    package let via: String?
    package let trend: String?
}

package struct PricesRecorded: Sendable {
    package let ticker: String
    package let mic: String
    /// `equity`, `index` or `fx`.
    package let kind: String
    package let currency: String
    /// `none`, `splits` or `all`: each is a series of its own.
    package let adjusted: String
    package let days: [String]
    /// As long as `days`.
    package let close: [String?]
    /// As long as `days`, or empty.
    package let high: [String?]
    package let low: [String?]
    package let previousDay: String?
    /// Nil in older events.
    package let adjustedThrough: String?
}

package struct SharesRecorded: Sendable {
    package let company: String
    package let shareClass: String?
    /// A word of `ShareMeasure`.
    package let measure: String
    package let outstanding: Quantity
    package let splitsThrough: String?
    package let convertsInto: String?
}

package struct PlanStated: Sendable {
    package let plan: String
    package let company: String
    package let spend: Quantity?
    package let power: Quantity?
}

package struct Correction: Sendable {
    package let target: String
    package let reason: String
    package let data: JSONObject
    package let occurred: String?
    package let published: String?
    package let subject: String?
}
