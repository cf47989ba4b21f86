using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Payments;
using Oms.Central.Storage;

namespace Oms.Central.Settlements;

/// <summary>How far a reconciliation is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ReconciliationState>))]
internal enum ReconciliationState
{
    /// <summary>Its file is being sent.</summary>
    Receiving,

    /// <summary>The provider is asked for its report, page by page.</summary>
    Reading,

    /// <summary>Rows of the report are held against the payments.</summary>
    Judging,

    /// <summary>Payments are held against the report: what has it not?</summary>
    Comparing,

    /// <summary>Every row has its outcome.</summary>
    Done,

    /// <summary>The report cannot be had, or cannot be read.</summary>
    Failed,
}

/// <summary>One settlement report, held against the payments of its time.</summary>
/// <param name="Revision">One more with every change.</param>
/// <param name="Principal">Who asked for it.</param>
/// <param name="IsFile">Whether the report was sent; else the provider is asked for it.</param>
/// <param name="Fingerprint">Of the request: the same key with another one is refused.</param>
/// <param name="From">The first instant of the time in which every payment's movement must be in a report.</param>
/// <param name="Until">The end of that time, which is not of it.</param>
/// <param name="Upload">Who is sending the file now.</param>
/// <param name="Cursor">Where the step that is under way goes on: of the provider's pages, or of the payments.</param>
/// <param name="Rows">Rows of the report.</param>
/// <param name="Judged">How many of them have their outcome.</param>
/// <param name="Added">Rows that stand for what the report has not: missing ones and differing payouts.</param>
/// <param name="Outcomes">How many rows have each outcome.</param>
/// <param name="Totals">By currency.</param>
/// <param name="Problem">Why it waits or has failed.</param>
internal sealed record Reconciliation(
    string Id,
    long Revision,
    string Principal,
    bool IsFile,
    string Fingerprint,
    Instant From,
    Instant Until,
    ReconciliationState State,
    string? Upload,
    string? Cursor,
    int Rows,
    int Judged,
    int Added,
    ImmutableSortedDictionary<string, int> Outcomes,
    ImmutableSortedDictionary<string, SettlementTotals> Totals,
    string? Problem,
    Instant CreatedAt,
    Instant UpdatedAt)
{
    /// <summary>Rows of one report.</summary>
    public const int RowsMax = 200_000;

    /// <summary>The longest time of one reconciliation.</summary>
    public static readonly Duration TimeMax = Duration.FromDays(92);

    /// <summary>Who has looked at its differences and needs no alarm for them any more; null while nobody
    /// has.</summary>
    public ReconciliationClose? Closed { get; init; }

    /// <summary>How many differences between the house and its provider there are.</summary>
    [JsonIgnore]
    public int Drift => Outcomes.Where(pair => Differences.Contains(pair.Key)).Sum(pair => pair.Value);

    /// <summary>The outcomes that are differences, as they are stored.</summary>
    public static ImmutableArray<string> Differences { get; } =
    [
        .. Enum.GetValues<SettlementOutcome>().Where(HeldMovement.IsDifference)
            .Select(outcome => CentralViews.Snake(outcome)),
    ];

    /// <summary>With rows that have got other outcomes.</summary>
    /// <param name="outcomes">Null before for rows that were none.</param>
    public Reconciliation Moved(IEnumerable<(SettlementOutcome? Before, SettlementOutcome After)> outcomes)
    {
        var counts = Outcomes.ToBuilder();
        foreach (var (before, after) in outcomes)
        {
            if (before is { } was and not SettlementOutcome.Unread)
            {
                counts[CentralViews.Snake(was)]--;
            }

            counts[CentralViews.Snake(after)] = counts.GetValueOrDefault(CentralViews.Snake(after)) + 1;
        }

        return this with { Outcomes = counts.Where(pair => pair.Value > 0).ToImmutableSortedDictionary() };
    }
}

/// <param name="By">Who closed it.</param>
/// <param name="Reason">Why the differences need no alarm any more.</param>
internal sealed record ReconciliationClose(string By, string Reason, Instant At);

/// <summary>A row of a reconciliation: what a report says, what came of it, and what the house has.</summary>
/// <param name="Number">From 1, in the order of the report; what the report has not follows.</param>
/// <param name="Said">What the report says; of a missing movement what it should.</param>
/// <param name="Note">What there is to know of it, such as what the house has.</param>
internal sealed record ReconciledRow(
    int Number, SettlementRow Said, SettlementOutcome Outcome, string? Payment, string? Note);

/// <summary>How jobs and rows are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(Oms.Json.InstantJsonConverter)])]
[JsonSerializable(typeof(Reconciliation))]
[JsonSerializable(typeof(ReconciledRow))]
internal sealed partial class ReconciliationJson : JsonSerializerContext;
