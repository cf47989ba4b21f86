namespace Oms.Central.Orders.Checks;

/// <summary>Whoever says whether an address can be delivered to.</summary>
/// <remarks>Nothing but cancellation is thrown: whatever goes wrong on the way is an answer of null, and the order
/// stays held and is asked about again. To be asked again about the same address must be harmless.</remarks>
internal interface IAddressVerifier
{
    /// <summary>Asks about an address.</summary>
    /// <returns>Null when nothing that can be relied on was said.</returns>
    Task<CheckVerdict?> VerifyAsync(string order, Customer customer, CancellationToken cancellationToken);
}

/// <summary>Whoever says whether an order looks like fraud.</summary>
/// <remarks>As for <see cref="IAddressVerifier"/>.</remarks>
internal interface IFraudCheck
{
    /// <summary>Asks about an order.</summary>
    /// <returns>Null when nothing that can be relied on was said.</returns>
    Task<CheckVerdict?> CheckAsync(FraudCase suspect, CancellationToken cancellationToken);
}

/// <param name="Detail">What it rests on, or what is wrong: 1 to 200 characters.</param>
internal sealed record CheckVerdict(bool Passed, string Detail);

/// <summary>What is known of an order that is checked for fraud; nothing of it is a name or an address.</summary>
/// <param name="Units">Units of all lines.</param>
/// <param name="RecentOrders">Other orders of the same customer within the window.</param>
/// <param name="Country">Where it goes.</param>
/// <param name="HomeCountries">The countries of a registered customer's addresses; null for one who is not
/// registered.</param>
internal sealed record FraudCase(
    string Order,
    string Channel,
    long Units,
    int Lines,
    int RecentOrders,
    string Country,
    IReadOnlyList<string>? HomeCountries)
{
    /// <summary>What it costs; null for an order without prices.</summary>
    public Oms.Finance.Money? Total { get; init; }
}
