namespace Oms.Eld;

/// <summary>Who and what the events of an ELD may name, beside those of the header.</summary>
/// <param name="Accounts">Other users than driver, co-driver and the unidentified driver.</param>
/// <param name="Vins">VINs by power unit number, of vehicles that no engine event describes.</param>
public sealed record EldRoster(IReadOnlyList<EldAccount> Accounts, IReadOnlyDictionary<string, string> Vins)
{
    /// <summary>Nobody and nothing else.</summary>
    public static EldRoster Empty { get; } = new([], new Dictionary<string, string>());
}
