using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Settlements;

/// <summary>Holds settlement reports of the payment provider against the payments, over HTTP.</summary>
internal static class ReconciliationEndpoints
{
    private const string Path = "/payments/reconciliations";
    private const string Ndjson = "application/x-ndjson";
    private const string Csv = "text/csv";
    private const string Differences = "differences";
    private const int KeyCharsMax = 200;
    private const int JsonBytesMax = 4 << 10;
    private const int LimitDefault = 50;
    private const int LimitMax = 200;
    private const int RowsAtOnce = 500;
    private static readonly Guid Space = new("0b6c4c2e-53a8-5d0e-9a1f-7c9d5be0a1c7");

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.PostFor<NewReconciliationBody, ReconciliationView>(
                Path, ApiScope.Integration, 202, "Hold a settlement report against the payments",
                context => StartAsync(context, node), Ndjson, Csv)
            .WithMetadata(LooksAtItsLines.Mark);
        _ = routes.Get<ListBody<ReconciliationView>>(
            Path, ApiScope.Read, "List reconciliations", context => PageAsync(context, node));
        _ = routes.Get<ReconciliationView>(
            $"{Path}/{{id}}", ApiScope.Read, "Read a reconciliation", async context =>
                await FindAsync(context, node) is { } job ? Shown(job) : Missing());
        _ = routes.Get<ListBody<ReconciledRowView>>(
            $"{Path}/{{id}}/rows", ApiScope.Read, "List the rows of a reconciliation",
            context => RowsAsync(context, node));
        _ = routes.PostFor<CloseReconciliationBody, ReconciliationView>(
            $"{Path}/{{id}}/close", ApiScope.Integration, 200, "Say that its differences need no alarm any more",
            context => writes.RunAsync(
                context,
                CentralJson.Default.CloseReconciliationBody,
                addressInBody: false,
                (body, command) => CloseAsync(context, node, body, command)));
    }

    private static async Task<IResult> StartAsync(HttpContext context, CentralNode node)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > KeyCharsMax || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return Problems.Of(
                400, "idempotency-key-missing", $"Give an Idempotency-Key of 1 to {KeyCharsMax} printable characters.");
        }

        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var principal = $"{Caller.Of(context).Principal}";
        var id = CommandId.Version5(Space, $"{EntityAddress.MainTenant}\0{principal}\0{key}").Value.ToString("N");
        try
        {
            return type switch
            {
                Ndjson or Csv => await TakeFileAsync(context, node, id, principal, type == Csv),
                null or Answer.Json => await AskProviderAsync(context, node, id, principal),
                _ => Problems.Of(
                    415, "unsupported-media-type", $"The body must be {Answer.Json}, {Ndjson} or {Csv}."),
            };
        }
        catch (JournalUnavailableException)
        {
            return Busy();
        }
    }

    private static async Task<Answer> AskProviderAsync(HttpContext context, CentralNode node, string id, string by)
    {
        var (body, unread) = await StrictBody.ReadAsync(context, JsonBytesMax);
        if (unread is not null)
        {
            return unread;
        }

        if (CardNumberGuard.IsIn(Encoding.UTF8.GetString(body!)))
        {
            return CardNumberGuard.Refused;
        }

        var (asked, invalid) = StrictBody.Parse(body!, CentralJson.Default.NewReconciliationBody);
        if ((invalid ?? TimeFault(asked!.From, asked.Until, node, "/from", "/until")) is { } fault)
        {
            return fault;
        }

        if (node.PaymentSettings.Provider is null)
        {
            return Problems.Of(
                409, "method-unavailable",
                "No payment provider is configured (Payments:Provider); send its report as a file.");
        }

        var job = New(id, by, isFile: false, asked!.From, asked.Until, node) with
        {
            State = ReconciliationState.Reading,
            Fingerprint = Fingerprint(asked.From, asked.Until, "provider"),
        };
        return await node.Reconciliations.AddAsync(job) is not { } stored ? Busy()
            : stored.Fingerprint != job.Fingerprint ? Reused()
            : Accepted(stored);
    }

    private static async Task<Answer> TakeFileAsync(
        HttpContext context, CentralNode node, string id, string by, bool isCsv)
    {
        var (from, until) = (Instant(context, "from"), Instant(context, "until"));
        if (from is null || until is null)
        {
            return Problems.Invalid(
                from is null ? "from" : "until", "Give the time of the report: ?from=2026-11-01T00:00:00Z&until=...");
        }

        if (TimeFault(from.Value, until.Value, node, "from", "until") is { } fault)
        {
            return fault;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = ReportReader.BytesMax + 1L;
        }

        using var report = new ReportReader(context.Request.BodyReader, isCsv);
        var started = New(id, by, isFile: true, from.Value, until.Value, node);
        if (await node.Reconciliations.AddAsync(started) is not { } stored)
        {
            return Busy();
        }

        return stored.State == ReconciliationState.Receiving
            ? await ReceiveAsync(context, node, stored, started, report)
            : await CompareAsync(context, stored, started, report);
    }

    /// <summary>Stores the rows as they come. What an earlier request with the same key left unfinished is
    /// forgotten.</summary>
    private static async Task<Answer> ReceiveAsync(
        HttpContext context, CentralNode node, Reconciliation stored, Reconciliation started, ReportReader report)
    {
        var upload = node.NewCommandId().ToString();
        var job = await node.Reconciliations.ChangeAsync(
            stored, started with { Upload = upload }, [], fresh: true);
        var isLast = false;
        while (job is not null && !isLast)
        {
            var (rows, fault) = await report.ReadAsync(RowsAtOnce, context.RequestAborted);
            if (fault is not null)
            {
                await node.Reconciliations.RemoveAsync(job);
                return fault;
            }

            isLast = rows.Count < RowsAtOnce;
            var next = job with { Rows = job.Rows + rows.Count };
            job = await node.Reconciliations.ChangeAsync(
                job,
                !isLast ? next : next with
                {
                    State = ReconciliationState.Judging,
                    Upload = null,
                    Fingerprint = Fingerprint(job.From, job.Until, report.Digest),
                },
                [
                    .. rows.Select((row, index) => new ReconciledRow(
                        job.Rows + index + 1, row, SettlementOutcome.Unread, null, null)),
                ]);
        }

        return job is null
            ? Problems.Of(409, "idempotency-in-flight", "Another request with this key is sending a report.")
            : Accepted(job);
    }

    /// <summary>The answer where the key stands for a report already: the same one, or another.</summary>
    private static async Task<Answer> CompareAsync(
        HttpContext context, Reconciliation stored, Reconciliation started, ReportReader report)
    {
        var isLast = false;
        while (!isLast)
        {
            var (rows, fault) = await report.ReadAsync(RowsAtOnce, context.RequestAborted);
            if (fault is not null)
            {
                return fault;
            }

            isLast = rows.Count < RowsAtOnce;
        }

        return stored.Fingerprint == Fingerprint(started.From, started.Until, report.Digest)
            ? Accepted(stored)
            : Reused();
    }

    private static async Task<IResult> PageAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var text = query["cursor"].ToString();
        var cursor = text.Length == 0 ? null : ViewCursor.Decode(text);
        if (text.Length > 0 && cursor is null)
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var state = query["state"].ToString();
        if (state.Length > 0 && Enum.GetValues<ReconciliationState>().All(each => CentralViews.Snake(each) != state))
        {
            return Problems.Invalid("state", "There is no such state.");
        }

        var found = await node.Reconciliations.PageAsync(state.Length == 0 ? null : state, cursor, limit + 1);
        var page = found.Take(limit).ToList();
        var next = found.Count > limit
            ? new ViewCursor(page[^1].CreatedAt.ToUnixTimeTicks(), page[^1].Id).Encode()
            : null;
        return Lists.Ok(
            new ListBody<ReconciliationView>([.. page.Select(ReconciliationView.Of)], next),
            CentralJson.Default.ListBodyReconciliationView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static async Task<IResult> RowsAsync(HttpContext context, CentralNode node)
    {
        var query = context.Request.Query;
        if (Lists.Limit(query["limit"], LimitDefault, LimitMax) is not { } limit)
        {
            return Problems.Invalid("limit", $"It must be from 1 to {LimitMax}.");
        }

        var after = 0;
        if (query["cursor"].ToString() is { Length: > 0 } cursor
            && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problems.Invalid("cursor", "It is not a cursor of this API.");
        }

        var outcome = query["outcome"].ToString();
        if (outcome.Length > 0 && outcome != Differences
            && Enum.GetValues<SettlementOutcome>().All(each => CentralViews.Snake(each) != outcome))
        {
            return Problems.Invalid("outcome", $"It must be an outcome of a row, or {Differences} for all of them.");
        }

        if (await FindAsync(context, node) is not { } job)
        {
            return Missing();
        }

        IReadOnlyCollection<string> outcomes = outcome.Length == 0 ? []
            : outcome == Differences ? Reconciliation.Differences : [outcome];
        var found = await node.Reconciliations.RowsAsync(job.Id, after, limit + 1, outcomes);
        var page = found.Take(limit).ToList();
        var next = found.Count > limit ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return Lists.Ok(
            new ListBody<ReconciledRowView>([.. page.Select(row => ReconciledRowView.Of(row, job))], next),
            CentralJson.Default.ListBodyReconciledRowView) with
        {
            Link = next is null ? null : Lists.NextLink(context, next),
        };
    }

    private static async Task<Answer> CloseAsync(
        HttpContext context, CentralNode node, CloseReconciliationBody body, CommandContext command)
    {
        var (expected, missing) = Preconditions.IfMatch(context);
        if (missing is not null)
        {
            return missing;
        }

        if (!OrderTerms.IsName(body.Reason))
        {
            return Problems.Invalid("/reason", "It must have 1 to 64 characters, none a control character.");
        }

        if (await FindAsync(context, node) is not { } job)
        {
            return Missing();
        }

        var by = command.Principal.ToString();
        if (job.Closed is { } closed)
        {
            return closed.By == by && closed.Reason == body.Reason
                ? Shown(job)
                : Problems.Of(409, "illegal-transition", $"{closed.By} has closed it: {closed.Reason}.");
        }

        return job.State is not (ReconciliationState.Done or ReconciliationState.Failed)
                ? Problems.Of(409, "illegal-transition", "It is not done yet.")
            : expected is { } seen && seen != job.Revision ? Preconditions.Failed(job.Revision)
            : await node.Reconciliations.ChangeAsync(
                job,
                job with { Closed = new ReconciliationClose(by, body.Reason, node.Clock.GetCurrentInstant()) },
                []) is { } changed
                ? Shown(changed)
                : Busy();
    }

    private static async Task<Reconciliation?> FindAsync(HttpContext context, CentralNode node) =>
        await node.Reconciliations.FindAsync($"{context.Request.RouteValues["id"]}");

    private static Answer? TimeFault(Instant from, Instant until, CentralNode node, string first, string last) =>
        until > node.Clock.GetCurrentInstant() ? Problems.Invalid(last, "It must not be in the future.")
        : from >= until ? Problems.Invalid(first, "It must be before until.")
        : until - from > Reconciliation.TimeMax
            ? Problems.Invalid(first, $"It must be at most {Reconciliation.TimeMax.Days} days before until.")
        : null;

    private static Reconciliation New(
        string id, string by, bool isFile, Instant from, Instant until, CentralNode node)
    {
        var now = node.Clock.GetCurrentInstant();
        return new Reconciliation(
            id, 1, by, isFile, string.Empty, from, until, ReconciliationState.Receiving, null, null, 0, 0, 0,
            ImmutableSortedDictionary<string, int>.Empty,
            ImmutableSortedDictionary<string, SettlementTotals>.Empty,
            null, now, now);
    }

    private static string Fingerprint(Instant from, Instant until, string content) => string.Create(
        CultureInfo.InvariantCulture, $"{from.ToUnixTimeTicks()}/{until.ToUnixTimeTicks()}/{content}");

    private static Instant? Instant(HttpContext context, string name) =>
        InstantPattern.ExtendedIso.Parse(context.Request.Query[name].ToString()) is { Success: true } parsed
            ? parsed.Value
            : null;

    private static Answer Accepted(Reconciliation job) => Shown(job) with
    {
        Status = StatusCodes.Status202Accepted,
        Location = $"{Path}/{job.Id}",
    };

    private static Answer Shown(Reconciliation job) =>
        Lists.Ok(ReconciliationView.Of(job), CentralJson.Default.ReconciliationView) with
        {
            ETag = Preconditions.ETag(job.Revision),
        };

    private static Answer Missing() => Problems.NotFound("such reconciliation");

    private static Answer Reused() =>
        Problems.Of(422, "idempotency-key-reused", "The key was used before for another request.");

    private static Answer Busy() => Problems.Of(503, "back-pressure", "Too much waits already; try again.");
}
