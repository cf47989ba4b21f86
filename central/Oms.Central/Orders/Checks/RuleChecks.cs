using System.Collections.Immutable;
using System.Globalization;
using Oms.Finance;

namespace Oms.Central.Orders.Checks;

/// <summary>Verifies addresses by the rules of <see cref="AddressRules"/>.</summary>
internal sealed class RuleAddressVerifier : IAddressVerifier
{
    private static readonly CheckVerdict Good = new(true, "address-rules");

    public Task<CheckVerdict?> VerifyAsync(string order, Customer customer, CancellationToken cancellationToken) =>
        Task.FromResult<CheckVerdict?>(
            AddressRules.Fault(customer.Name, customer.Address) is { } fault ? new CheckVerdict(false, fault) : Good);
}

/// <summary>Takes orders for suspicious that are above thresholds.</summary>
/// <param name="limits">The thresholds.</param>
internal sealed class RuleFraudCheck(FraudLimits limits) : IFraudCheck
{
    private static readonly CheckVerdict Good = new(true, "fraud-rules");

    public Task<CheckVerdict?> CheckAsync(FraudCase suspect, CancellationToken cancellationToken) =>
        Task.FromResult<CheckVerdict?>(Fault(suspect) is { } fault ? new CheckVerdict(false, fault) : Good);

    private string? Fault(FraudCase suspect) =>
        suspect.Units > limits.UnitsMax
            ? string.Create(
                CultureInfo.InvariantCulture, $"{suspect.Units} units; {limits.UnitsMax} are usual at most.")
        : suspect.RecentOrders > limits.OrdersMax
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{suspect.RecentOrders} other orders lately; {limits.OrdersMax} are usual at most.")
        : limits.CountryMismatch && suspect.HomeCountries is { Count: > 0 } home && !home.Contains(suspect.Country)
            ? $"It goes to {suspect.Country}, where the customer has no address."
        : suspect.Total is { } total && limits.Amounts.Count > 0 && !IsUsual(total)
            ? limits.Amounts.TryGetValue(total.Currency.Code, out var most)
                ? $"It costs {total}; {Money.Of(most, total.Currency)} are usual at most."
                : $"It costs {total}, and no amount in that currency is said to be usual."
        : null;

    private bool IsUsual(Money total) =>
        limits.Amounts.TryGetValue(total.Currency.Code, out var most) && total.Minor <= most;
}

/// <summary>From when on an order is suspicious.</summary>
/// <param name="UnitsMax">Units of all lines that are still usual; null for any.</param>
/// <param name="OrdersMax">Other orders of the same customer within the window that are still usual; null for
/// any.</param>
/// <param name="CountryMismatch">Whether a country in which a registered customer has no address is
/// suspicious.</param>
internal sealed record FraudLimits(long? UnitsMax, int? OrdersMax, bool CountryMismatch)
{
    /// <summary>By currency, the most that an order with prices usually costs, minor units. Where some currency has an
    /// amount an order in any other is suspicious; where none has, none is for what it costs.</summary>
    public ImmutableSortedDictionary<string, long> Amounts { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;
}
