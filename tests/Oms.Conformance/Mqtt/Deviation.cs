using System.Text.RegularExpressions;

namespace Oms.Conformance.Mqtt;

/// <summary>Sequences whose author expects something else than this product does, and why.</summary>
/// <param name="Pattern">A regular expression over "group | name"; each sequence it matches must deviate.</param>
/// <param name="Reason">The normative statement, or the design, that decides.</param>
internal sealed record Deviation(string Pattern, string Reason)
{
    public bool Matches(PacketSequence sequence) =>
        Regex.IsMatch(sequence.FullName, $"^(?:{Pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
