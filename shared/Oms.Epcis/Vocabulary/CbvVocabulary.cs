using System.Collections.Frozen;

namespace Oms.Epcis;

/// <summary>One standard vocabulary: its bare terms, and how they are written in full.</summary>
/// <param name="Name">What it lists, for messages.</param>
/// <param name="Stem">What stands before a term in the full URI.</param>
/// <param name="OldStem">What stood before a term in EPCIS 1.x; empty where there was none.</param>
/// <param name="Terms">The bare terms.</param>
public sealed record CbvVocabulary(string Name, string Stem, string OldStem, FrozenSet<string> Terms)
{
    /// <summary>The full URI of a value: of a bare term, of an old URN, of a CURIE or URI the value itself.</summary>
    public string Expand(string value)
    {
        if (Terms.Contains(value))
        {
            return Stem + value;
        }

        return OldStem.Length > 0 && value.StartsWith(OldStem, StringComparison.Ordinal)
            ? Stem + value[OldStem.Length..]
            : value;
    }
}
