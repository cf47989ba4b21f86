namespace Oms.Edge.Fleet.Checking;

/// <summary>What became of one order.</summary>
/// <param name="Reference">The shop's own number.</param>
public sealed record OrderFact(string Reference, string Status, IReadOnlyList<LineFact> Lines);

/// <summary>Where the units of one order line are.</summary>
/// <param name="Places">Units by where they are, such as <c>delivered</c>; a place without units is left out.</param>
/// <param name="Flags">What is known against the line's goods, such as <c>excursion</c>; in order.</param>
public sealed record LineFact(
    int Line, string Sku, IReadOnlyDictionary<string, int> Places, IReadOnlyList<string> Flags);
