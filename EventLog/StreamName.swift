extension StringProtocol {
    /// What follows the category in the name of a stream: `openai-amazon-2025` of `deal/openai-amazon-2025`. Empty where it has no
    /// category.
    package var keyOfStream: String { String(drop { $0 != "/" }.dropFirst()) }
}
