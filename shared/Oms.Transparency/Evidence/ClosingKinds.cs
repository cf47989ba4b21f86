using Oms.Custody.CheckOuts;

namespace Oms.Transparency;

/// <summary>The kinds that end a check-out: exactly one is its last record in a file, so a cut-off end shows.</summary>
/// <remarks>What comes after a dispute is a check-out of its own that supersedes the first one.</remarks>
public static class ClosingKinds
{
    /// <summary>Whether a record of this kind ends its check-out.</summary>
    public static bool Contains(string kind) =>
        kind is CheckOutEvents.Completed or CheckOutEvents.Refused or CheckOutEvents.Disputed;
}
