using NodaTime;

namespace Oms.Eld;

/// <summary>An ELD output file (49 CFR 395 subpart B appendix A, 4.8.2.1). Compared by value.</summary>
/// <remarks>
/// Rows stand in the order of the file. Line and file data check values are not part of it: they are sums of what is
/// written. A field that broke a rule is kept as it was read.
/// </remarks>
public sealed record EldFile
{
    /// <summary>What the reserved account for driving with nobody logged in is called (4.1.2).</summary>
    public const string UnidentifiedUsername = "unidentified";

    public EldHeader Header { get; init; } = EldHeader.Blank;

    public IReadOnlyList<EldUserRow> Users { get; init; } = [];

    public IReadOnlyList<EldCmvRow> Cmvs { get; init; } = [];

    /// <summary>Duty status, intermediate logs and special driving categories of the driver, newest first.</summary>
    public IReadOnlyList<EldEventRow> Events { get; init; } = [];

    public IReadOnlyList<EldAnnotationRow> Annotations { get; init; } = [];

    public IReadOnlyList<EldCertificationRow> Certifications { get; init; } = [];

    public IReadOnlyList<EldMalfunctionRow> Malfunctions { get; init; } = [];

    public IReadOnlyList<EldLoginRow> Logins { get; init; } = [];

    public IReadOnlyList<EldEnginePowerRow> EnginePower { get; init; } = [];

    public IReadOnlyList<EldUnidentifiedRow> Unidentified { get; init; } = [];

    /// <summary>The home terminal's difference from UTC when the file was made; null where the header has none.</summary>
    public Offset? UtcOffset =>
        Header.Carrier.UtcOffset.Integer is >= 0 and <= 18 and var hours ? Offset.FromHours(-hours) : null;

    /// <summary>All rows that carry a sequence id of their own: those that tell of an event, not about one.</summary>
    public IEnumerable<EldRow> Records() =>
        [.. Events, .. Certifications, .. Malfunctions, .. Logins, .. EnginePower, .. Unidentified];

    public bool Equals(EldFile? other) =>
        other is not null
        && Header == other.Header
        && Users.SequenceEqual(other.Users)
        && Cmvs.SequenceEqual(other.Cmvs)
        && Events.SequenceEqual(other.Events)
        && Annotations.SequenceEqual(other.Annotations)
        && Certifications.SequenceEqual(other.Certifications)
        && Malfunctions.SequenceEqual(other.Malfunctions)
        && Logins.SequenceEqual(other.Logins)
        && EnginePower.SequenceEqual(other.EnginePower)
        && Unidentified.SequenceEqual(other.Unidentified);

    public override int GetHashCode() => HashCode.Combine(Header, Events.Count, EnginePower.Count);
}
