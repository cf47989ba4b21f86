using System.Diagnostics.Metrics;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Hosting;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Finance;

namespace Oms.Central.Settlements;

/// <summary>Carries out reconciliations, one after another, a page at a time; what a crash breaks off goes on with the
/// first page that was not stored, here or at another node. Meter <c>Oms.Central</c>.</summary>
internal sealed class ReconciliationWorker
{
    private const string MeterName = "Oms.Central";
    private const int PageRows = 250;

    /// <summary>The most that a report may come to in one currency, so that sums stay within 64 bits.</summary>
    private const long TotalMax = 1_000_000_000_000_000_000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly Duration DoubtsEvery = Duration.FromSeconds(30);
    private static readonly Duration DriftEvery = Duration.FromSeconds(5);
    private static readonly TimeSpan ProjectionWaitMax = TimeSpan.FromSeconds(30);

    /// <summary>How long the provider is asked for its report in vain.</summary>
    private static readonly Duration ProviderPatience = Duration.FromHours(1);

    private readonly CentralNode _node;
    private readonly ReconciliationStore _store;
    private readonly IPaymentProvider? _provider;
    private readonly RowJudge _judge;
    private readonly ILogger _log;
    private Instant _doubtsAt = Instant.MinValue;
    private Instant _driftAt = Instant.MinValue;
    private string _doubtsAfter = string.Empty;
    private long _drift;

    /// <param name="provider">Null where nobody is configured: then reports are sent as files.</param>
    public ReconciliationWorker(CentralNode node, IPaymentProvider? provider, IMeterFactory meters, ILogger log)
    {
        (_node, _store, _provider, _log) = (node, node.Reconciliations, provider, log);
        _judge = new RowJudge(node, provider);
        _ = meters.Create(MeterName).CreateObservableGauge(
            "oms.payments.drift", () => Volatile.Read(ref _drift), unit: "{difference}",
            "Differences between payments and settlement reports that nobody has closed.");
    }

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await GoOnAsync(cancellationToken), _node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <returns>How long to rest.</returns>
    private async Task<TimeSpan> GoOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken);
            return await StepAsync(cancellationToken) ?? Every;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is System.Data.Common.DbException or IOException or JournalUnavailableException
                or EntityUnavailableException or OperationCanceledException)
        {
            _log.ReconciliationsPaused(failure.Message);
            return AfterFailure;
        }
    }

    /// <summary>Takes the oldest reconciliation a page further.</summary>
    /// <returns>How long to rest; null when there was none.</returns>
    public async Task<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        if (await _store.TakeAsync(_node.Name, isAlone: !_node.IsMember) is not { } job)
        {
            return null;
        }

        return job.State switch
        {
            ReconciliationState.Reading => await ReadAsync(job, cancellationToken),
            ReconciliationState.Judging => await JudgeAsync(job, cancellationToken),
            _ => await CompareAsync(job, cancellationToken),
        };
    }

    private async Task<TimeSpan> ReadAsync(Reconciliation job, CancellationToken cancellationToken)
    {
        var page = _provider is null
            ? new SettlementPage(null, null, "no-provider")
            : await _provider.ReadSettlementAsync(job.From, job.Until, job.Cursor, cancellationToken);
        if (page.Rows is not { } rows)
        {
            var isOver = _node.Clock.GetCurrentInstant() >= job.CreatedAt + ProviderPatience;
            if (isOver || job.Problem != page.Problem)
            {
                _ = await ChangeAsync(job, job with
                {
                    State = isOver ? ReconciliationState.Failed : job.State,
                    Problem = page.Problem,
                }, []);
            }

            return AfterFailure;
        }

        _ = await ChangeAsync(
            job,
            job.Rows + rows.Count > Reconciliation.RowsMax
                ? job with { State = ReconciliationState.Failed, Problem = "report-too-long" }
                : job with
                {
                    State = page.Next is null ? ReconciliationState.Judging : job.State,
                    Cursor = page.Next,
                    Rows = job.Rows + rows.Count,
                    Problem = null,
                },
            [
                .. rows.Select((row, index) => new ReconciledRow(
                    job.Rows + index + 1, row, SettlementOutcome.Unread, null, null)),
            ]);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> JudgeAsync(Reconciliation job, CancellationToken cancellationToken)
    {
        var rows = await _store.RowsAsync(job.Id, job.Judged, int.Min(PageRows, job.Rows - job.Judged), []);
        var doubled = await _store.DoubledAsync(job.Id, rows);
        var known = await _node.Model.MovesAsync([.. rows.Select(row => row.Said.Name ?? string.Empty)]);
        var judged = new List<ReconciledRow>(rows.Count);
        foreach (var (row, isDoubled, move) in rows.Zip(doubled, known))
        {
            judged.Add(isDoubled
                ? row with
                {
                    Outcome = SettlementOutcome.Doubled,
                    Payment = move?.Payment,
                    Note = "An earlier row has the same transaction.",
                }
                : await _judge.JudgeAsync(row, move, isFirst: true, cancellationToken));
        }

        if (!await ArriveAsync(job, judged))
        {
            return Every;
        }

        var totals = job.Totals;
        foreach (var row in rows.Select(row => row.Said))
        {
            var code = row.Amount.Currency.Code;
            totals = totals.SetItem(code, totals.GetValueOrDefault(code).With(row));
        }

        var isTooMuch = totals.Values.Any(each => long.Max(
            long.Max(each.Captures, each.Refunds),
            long.Max(long.Abs(each.Disputes), long.Max(long.Abs(each.Fees), long.Abs(each.Payouts)))) > TotalMax);
        _ = await ChangeAsync(
            job,
            isTooMuch
                ? job with { State = ReconciliationState.Failed, Problem = "totals-too-large" }
                : job.Moved(judged.Select(row => ((SettlementOutcome?)SettlementOutcome.Unread, row.Outcome))) with
                {
                    Judged = job.Judged + rows.Count,
                    Totals = totals,
                    State = job.Judged + rows.Count == job.Rows ? ReconciliationState.Comparing : job.State,
                    Cursor = null,
                },
            isTooMuch ? [] : judged);
        return TimeSpan.Zero;
    }

    /// <summary>What was missing, and is in this report, came late.</summary>
    /// <returns>False where some of it could not be noted now.</returns>
    private async Task<bool> ArriveAsync(Reconciliation job, IEnumerable<ReconciledRow> rows)
    {
        var names = rows.Select(row => row.Said.Name).OfType<string>().Distinct().ToList();
        var missing = await _store.MissingAsync(names);
        foreach (var id in missing.Select(each => each.Job).Distinct())
        {
            // Rows change with the revision only, so what is read after it is of it, or of a later one.
            if (await _store.FindAsync(id) is { } other)
            {
                var late = (await _store.MissingAsync(names)).Where(each => each.Job == id).Select(each => each.Row)
                    .ToList();
                _ = await _store.ChangeAsync(
                    other,
                    other.Moved(late.Select(row => ((SettlementOutcome?)row.Outcome, SettlementOutcome.Late))),
                    [
                        .. late.Select(row => row with
                        {
                            Outcome = SettlementOutcome.Late,
                            Note = $"It is in reconciliation {job.Id}.",
                        }),
                    ]);
            }
        }

        return missing.Count == 0;
    }

    private async Task<TimeSpan> CompareAsync(Reconciliation job, CancellationToken cancellationToken)
    {
        if (job.Cursor is null && !await IsCaughtUpAsync(cancellationToken))
        {
            return AfterFailure;
        }

        var after = job.Cursor is null ? null : ViewCursor.Decode(job.Cursor);
        var moves = await _node.Model.MovesAsync(job.From, job.Until, after, PageRows);
        var reported = await _store.ReportedAsync([.. moves.Select(move => move.Name)]);
        var rows = moves.Zip(reported).Where(pair => !pair.Second).Select((pair, index) => new ReconciledRow(
            job.Rows + job.Added + index + 1,
            new SettlementRow("-", pair.First.Kind, pair.First.Amount, pair.First.At) { Key = pair.First.Key },
            SettlementOutcome.Missing,
            pair.First.Payment,
            "No report has it.")).ToList();
        var isLast = moves.Count < PageRows;
        if (isLast)
        {
            rows.AddRange(Payouts(job, job.Rows + job.Added + rows.Count));
        }

        var done = await ChangeAsync(
            job,
            job.Moved(rows.Select(row => ((SettlementOutcome?)null, row.Outcome))) with
            {
                Added = job.Added + rows.Count,
                State = isLast ? ReconciliationState.Done : job.State,
                Cursor = isLast ? null : new ViewCursor(moves[^1].At.ToUnixTimeTicks(), moves[^1].Name).Encode(),
            },
            rows);
        if (done is { State: ReconciliationState.Done, Drift: > 0 })
        {
            _log.ReconciliationDiffers(done.Id, done.Drift);
        }

        _driftAt = Instant.MinValue;
        return TimeSpan.Zero;
    }

    private static IEnumerable<ReconciledRow> Payouts(Reconciliation job, int last) =>
        job.Totals.Where(pair => pair.Value.Difference != 0).Select((pair, index) => new ReconciledRow(
            last + index + 1,
            new SettlementRow(
                "-", SettledKind.Payout, Money.Of(pair.Value.Difference, pair.Key), job.Until),
            SettlementOutcome.PayoutDiffers,
            null,
            $"The report comes to {Money.Of(pair.Value.Net, pair.Key)}; "
                + $"{Money.Of(pair.Value.Payouts, pair.Key)} were paid out."));

    /// <summary>Whether the movements show all that is committed now, so that none is overlooked.</summary>
    private async Task<bool> IsCaughtUpAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ProjectionWaitMax, _node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        foreach (var lag in _node.System.Lag()
            .Where(lag => lag.Consumer == SettledMovesProjection.ProjectionName))
        {
            if (lag.Stopped is not null)
            {
                return false;
            }

            await _node.System.WaitForAsync(lag.Consumer, new ShardPosition(lag.Shard, lag.Head), either.Token);
        }

        return true;
    }

    /// <summary>Looks whether what was in doubt is settled, and what the drift is.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var now = _node.Clock.GetCurrentInstant();
        if (now >= _doubtsAt + DoubtsEvery)
        {
            var doubts = await _store.DoubtsAsync(_doubtsAfter, PageRows);
            _doubtsAfter = doubts.Count < PageRows
                ? string.Empty
                : ReconciliationStore.EntryOf(doubts[^1].Job, doubts[^1].Row.Number);
            foreach (var (id, row) in doubts)
            {
                await SettleAsync(id, row, cancellationToken);
            }

            _doubtsAt = now;
        }

        if (now >= _driftAt + DriftEvery)
        {
            Volatile.Write(ref _drift, await _store.DriftAsync());
            _driftAt = now;
        }
    }

    private async Task SettleAsync(string id, ReconciledRow row, CancellationToken cancellationToken)
    {
        var judged = await _judge.JudgeAsync(row, null, isFirst: false, cancellationToken);
        if (judged.Outcome != row.Outcome && await _store.FindAsync(id) is { } job
            && await _store.RowsAsync(id, row.Number - 1, 1, []) is [{ Outcome: SettlementOutcome.InDoubt }])
        {
            _ = await _store.ChangeAsync(job, job.Moved([(row.Outcome, judged.Outcome)]), [judged]);
        }
    }

    private Task<Reconciliation?> ChangeAsync(
        Reconciliation job, Reconciliation next, IReadOnlyCollection<ReconciledRow> rows) =>
        _store.ChangeAsync(job, next, rows, _node.Name);
}

/// <summary>Log messages 4720 to 4729.</summary>
internal static partial class ReconciliationsLog
{
    [LoggerMessage(4720, LogLevel.Warning, "Reconciliations could not be worked on and will be: {Reason}")]
    public static partial void ReconciliationsPaused(this ILogger log, string reason);

    [LoggerMessage(4721, LogLevel.Error, "Reconciliation {Id} found {Drift} differences to the settlement report")]
    public static partial void ReconciliationDiffers(this ILogger log, string id, int drift);
}
