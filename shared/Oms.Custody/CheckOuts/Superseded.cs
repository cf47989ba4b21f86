namespace Oms.Custody.CheckOuts;

/// <summary>The visit that a re-opened one stands in for; it stays as it was signed.</summary>
/// <param name="CheckOut">Its id.</param>
/// <param name="Outcome"><c>completed</c>, <c>refused</c> or <c>disputed</c>.</param>
/// <param name="Record">The number of its last record, the one that ended it.</param>
/// <param name="Reason">Why it was opened again.</param>
/// <param name="Received">What the receiving party has from it; empty unless it was completed.</param>
public sealed record Superseded(
    string CheckOut, string Outcome, long Record, string Reason, IReadOnlyList<ItemQuantity> Received);
