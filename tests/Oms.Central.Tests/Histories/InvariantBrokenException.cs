namespace Oms.Central.Tests.Histories;

/// <summary>Something that must always hold does not.</summary>
/// <param name="invariant">Its number in the domain model, such as <c>I1</c>.</param>
/// <param name="where">The entity.</param>
internal sealed class InvariantBrokenException(string invariant, string where, string detail)
    : Exception($"{invariant} at {where}: {detail}")
{
    public string Invariant { get; } = invariant;

    public string Where { get; } = where;

    /// <summary>Throws unless it holds.</summary>
    public static void Unless(bool holds, string invariant, string where, string detail)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(invariant, where, detail);
        }
    }
}
