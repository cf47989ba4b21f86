namespace Oms.Transparency;

/// <summary>The kinds that end a custody: exactly one of them is its last record, so a cut-off end shows.</summary>
/// <remarks>What is found out afterwards is a custody of its own that names the first one.</remarks>
public static class ClosingKinds
{
    /// <summary>The driver left with vehicle and load.</summary>
    public const string Completed = "check-out.completed";

    /// <summary>The depot or the driver refused the hand-over.</summary>
    public const string Refused = "check-out.refused";

    /// <summary>It was called off before a hand-over.</summary>
    public const string Cancelled = "check-out.cancelled";

    /// <summary>Nobody went on with it until its time ran out.</summary>
    public const string Abandoned = "check-out.abandoned";

    /// <summary>Whether a record of this kind ends its custody.</summary>
    public static bool Contains(string kind) => kind is Completed or Refused or Cancelled or Abandoned;
}
