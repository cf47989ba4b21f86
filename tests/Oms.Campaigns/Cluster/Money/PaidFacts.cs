namespace Oms.Campaigns.Cluster.Money;

/// <summary>What the clients of one order were told, in money: it must be there at the end, no more and no
/// less.</summary>
/// <param name="Order">Its id.</param>
/// <param name="Status">The order's, at the end.</param>
/// <param name="Total">What it was placed for, in minor units.</param>
/// <param name="Payments">All of them.</param>
internal sealed record PaidFacts(string Order, string Status, long Total, IReadOnlyList<PaymentFacts> Payments);

/// <param name="Payment">Its id.</param>
/// <param name="IsByCard">Whether the provider knows of it.</param>
/// <param name="Captured">Minor units, for certain; nothing is under way at the end.</param>
/// <param name="Refunded">Minor units.</param>
internal sealed record PaymentFacts(string Payment, bool IsByCard, long Captured, long Refunded);

/// <summary>What an account of store credit must have at the end, in minor units.</summary>
internal sealed record CreditFacts(string Account, long Granted, long Balance, long Held, long Spent, long Withdrawn);
