using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Checking;

/// <summary>The end of a scenario in facts: who has what, how many units, with which outcome.</summary>
/// <remarks>
/// The same form holds what the plan demands (<see cref="Expected"/>, which knows no server) and what the centre says
/// (<see cref="ReadAsync"/>, which knows no plan); <see cref="Compare"/> sets one against the other.
/// </remarks>
public sealed record Facts(
    IReadOnlyList<OrderFact> Orders,
    IReadOnlyList<StockFact> Stock,
    IReadOnlyList<CheckOutFact> CheckOuts,
    IReadOnlyList<ClaimFact> Claims)
{
    public static Facts None { get; } = new([], [], [], []);

    /// <summary>What must be true when all rounds of a scenario have been played to their end.</summary>
    /// <exception cref="ArgumentException">Two rounds have a product in common: which of their lots an order gets
    /// then hangs on what came back before it.</exception>
    public static Facts Expected(params IReadOnlyList<Scenario> rounds) => Expectation.Of(rounds);

    /// <summary>What the centre says now; every page of every list.</summary>
    /// <param name="channel">The only channel whose orders count; null for all.</param>
    public static Task<Facts> ReadAsync(
        CentreClient centre, CancellationToken cancellationToken, string? channel = null) =>
        new FactsReader(centre, channel).ReadAsync(cancellationToken);

    /// <summary>Every difference, in words; empty when there is none.</summary>
    public static IReadOnlyList<string> Compare(Facts expected, Facts actual) => FactsComparison.Run(expected, actual);
}
