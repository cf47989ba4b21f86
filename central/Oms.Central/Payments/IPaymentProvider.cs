using NodaTime;
using Oms.Finance;

namespace Oms.Central.Payments;

/// <summary>Whoever moves the money of cards.</summary>
/// <remarks>
/// <para>An implementer carries out what a key stands for at most once, however often and in whatever order calls with
/// it arrive, and remembers the key for as long as the payment may be asked about. It never guesses: what it does not
/// know for certain is <see cref="ProviderAnswer.Unclear"/>.</para>
/// <para>Nothing but cancellation is thrown: whatever goes wrong on the way is an unclear answer.</para>
/// </remarks>
internal interface IPaymentProvider
{
    /// <summary>Asks for a transaction to be carried out.</summary>
    Task<ProviderAnswer> CallAsync(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Asks what the provider's own record says about a transaction.</summary>
    Task<ProviderAnswer> AskAsync(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Reads a dispute; null when it cannot be read now, or there is none.</summary>
    Task<ProviderDispute?> FindDisputeAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Reads a page of the report of all money that moved from one instant to before another: a row for each
    /// movement, fee and payout, always in the same order.</summary>
    /// <param name="after">The <see cref="SettlementPage.Next"/> of the page before; null for the first one.</param>
    Task<SettlementPage> ReadSettlementAsync(
        Instant from, Instant until, string? after, CancellationToken cancellationToken);
}

/// <summary>A page of a settlement report.</summary>
/// <param name="Rows">Null where it cannot be had now.</param>
/// <param name="Next">Where the next page begins; null after the last one.</param>
/// <param name="Problem">Why it cannot be had.</param>
internal sealed record SettlementPage(IReadOnlyList<SettlementRow>? Rows, string? Next, string? Problem)
{
    /// <summary>Rows of one page; a provider that sends more is not understood.</summary>
    public const int RowsMax = 500;
}

/// <param name="Key">Identifies the transaction for ever: <c>{tenant}/{payment}/{number}</c>.</param>
/// <param name="Token">The card's token.</param>
/// <param name="Authorisation">The provider's id of the authorisation; null for the authorisation itself.</param>
internal sealed record ProviderCall(
    string Key, TransactionKind Kind, Money Amount, string Payment, string Token, string? Authorisation);

/// <summary>What a provider says about a transaction.</summary>
internal abstract record ProviderAnswer
{
    private ProviderAnswer()
    {
    }

    /// <param name="Proof">The provider's own id of it.</param>
    internal sealed record Succeeded(string Proof, Instant? ExpiresAt) : ProviderAnswer;

    internal sealed record Declined(string Reason) : ProviderAnswer;

    /// <summary>The provider has never heard of the key; a call with it may still be on its way.</summary>
    internal sealed record NeverHeardOf : ProviderAnswer;

    /// <summary>It is not done yet, or nothing that can be relied on was said.</summary>
    internal sealed record Unclear(string Reason) : ProviderAnswer;
}

/// <param name="Won">Whether the house got the amount back; null while it is not decided.</param>
internal sealed record ProviderDispute(string Ref, string Payment, Money Amount, string Reason, bool? Won);
