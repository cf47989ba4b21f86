using NodaTime;
using Oms.Central.Payments;
using Oms.Finance;

namespace Oms.Central.Settlements;

/// <summary>Asks for the provider's report of a time.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="Until">Its end, which is not of it.</param>
internal sealed record NewReconciliationBody(Instant From, Instant Until);

/// <param name="Reason">Why its differences need no alarm any more.</param>
internal sealed record CloseReconciliationBody(string Reason);

/// <summary>A reconciliation as the API shows it.</summary>
/// <param name="Source"><c>provider</c> or <c>file</c>.</param>
/// <param name="Rows">Rows of the report.</param>
/// <param name="Judged">How many of them have their outcome.</param>
/// <param name="Drift">How many differences there are.</param>
/// <param name="Problem">Why it waits for the provider, or has failed; null otherwise.</param>
internal sealed record ReconciliationView(
    string Id,
    long Version,
    string Source,
    Instant From,
    Instant Until,
    ReconciliationState State,
    int Rows,
    int Judged,
    IReadOnlyDictionary<string, int> Outcomes,
    int Drift,
    IReadOnlyList<SettlementTotalsView> Totals,
    string? Problem,
    Instant CreatedAt,
    Instant UpdatedAt,
    ReconciliationClose? Closed)
{
    public static ReconciliationView Of(Reconciliation job) => new(
        job.Id,
        job.Revision,
        job.IsFile ? "file" : "provider",
        job.From,
        job.Until,
        job.State,
        job.Rows,
        job.Judged,
        job.Outcomes,
        job.Drift,
        [.. job.Totals.Select(pair => SettlementTotalsView.Of(pair.Key, pair.Value))],
        job.Problem,
        job.CreatedAt,
        job.UpdatedAt,
        job.Closed);
}

/// <summary>What a report comes to in one currency.</summary>
/// <param name="Net">Captures less refunds, disputes and fees.</param>
/// <param name="Difference">Payouts less net.</param>
internal sealed record SettlementTotalsView(
    Money Captures, Money Refunds, Money Disputes, Money Fees, Money Net, Money Payouts, Money Difference)
{
    public static SettlementTotalsView Of(string code, SettlementTotals totals)
    {
        return new SettlementTotalsView(
            Amount(totals.Captures),
            Amount(totals.Refunds),
            Amount(totals.Disputes),
            Amount(totals.Fees),
            Amount(totals.Net),
            Amount(totals.Payouts),
            Amount(totals.Difference));

        Money Amount(long minor) => Money.Of(minor, code);
    }
}

/// <summary>A row of a reconciliation as the API shows it.</summary>
/// <param name="Ref">The provider's number of the row; null where the report has none.</param>
/// <param name="At">When the money moved, as whoever has it says.</param>
/// <param name="Payment">Whose transaction it is; null where there is none.</param>
/// <param name="Note">What there is to know of it, such as what the house has.</param>
internal sealed record ReconciledRowView(
    int Number,
    string? Ref,
    SettledKind Kind,
    string? Key,
    Money Amount,
    Money? Fee,
    Instant At,
    SettlementOutcome Outcome,
    string? Payment,
    string? Note)
{
    public static ReconciledRowView Of(ReconciledRow row, Reconciliation job) => new(
        row.Number,
        row.Number > job.Rows ? null : row.Said.Ref,
        row.Said.Kind,
        row.Said.Key,
        row.Said.Amount,
        row.Said.Fee,
        row.Said.At,
        row.Outcome,
        row.Payment,
        row.Note);
}
