using System.Data.Common;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Actors.Processes;
using Oms.Central.Fulfilments;
using Oms.Central.Orders;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Reports;

/// <summary>How long orders and fulfilment orders stay in each stage, where they stand now, and what of their promises
/// was kept.</summary>
/// <remarks>
/// Counts are kept by shard, so that two shards never wait for each other's row. There are at most 448 buckets for each
/// stage, location, day and shard, however much is sold.
/// </remarks>
internal sealed class ReportsProjection(ITables tables) : TableProjection(tables)
{
    public const string ProjectionName = "reports";

    public override string Name => ProjectionName;

    protected override IReadOnlyList<string> Tables =>
        ["stage_now", "stage_dwell", "promised_orders", "promised_lines"];

    public override bool Listens(string kind) => kind is OrderId.Kind or FulfilmentOrder.Kind;

    /// <summary>Most events move nothing from stage to stage, and touch no promise.</summary>
    public override bool Changes(RecordedEvent happened) => happened.Event is OrderEvent.OrderPlaced
        or OrderEvent.OrderReleased or OrderEvent.FulfilmentRequested or OrderEvent.LineShipped
        or OrderEvent.LineDelivered or OrderEvent.OrderClosed or OrderEvent.OrderCancelled or OrderEvent.OrderRouted
        or OrderEvent.ChangeProposed or OrderEvent.ChangeConfirmed or OrderEvent.LineBackordered { Promise: not null }
        or OrderEvent.LinePromiseMoved or OrderEvent.LineCancelled or OrderEvent.LineShorted or OrderEvent.LineRefused
        or FulfilmentEvent.FulfilmentOpened or FulfilmentEvent.FulfilmentHeld or FulfilmentEvent.FulfilmentReleased
        or FulfilmentEvent.FulfilmentScheduled or FulfilmentEvent.FulfilmentWoke or FulfilmentEvent.FulfilmentCancelled
        or FulfilmentEvent.UnitsPicked or FulfilmentEvent.UnitsShort or FulfilmentEvent.AllPacked
        or FulfilmentEvent.FulfilmentReopened or FulfilmentEvent.UnitsStopped or FulfilmentEvent.UnitsWithdrawn
        or FulfilmentEvent.UnitsDispatched or FulfilmentEvent.UnitsCollected or FulfilmentEvent.RouteHandedOver;

    protected override async ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events)
    {
        var heard = events.Where(e => e.Event is not null && e.Address.Tenant == EntityAddress.MainTenant)
            .GroupBy(e => e.Address).ToList();
        await FollowAsync(connection, heard);
        await JudgeAsync(connection, [.. heard.Where(one => one.Key.Kind == OrderId.Kind)]);
    }

    private static async ValueTask FollowAsync(
        DbConnection connection, IReadOnlyList<IGrouping<EntityAddress, RecordedEvent>> heard)
    {
        var known = await connection.OneOfEachAsync(
            "SELECT stage, since, location, under, units FROM stage_now WHERE kind = @kind AND id = @id",
            ReportQueries.StandingOf,
            [.. heard.Select(one => Key(one.Key))]);
        var left = new List<Stay>();
        var now = heard.Zip(known, (one, before) => (one.Key, before, After: Follow(one, before, left))).ToList();
        await connection.RunEachAsync(
            "DELETE FROM stage_now WHERE kind = @kind AND id = @id",
            now.Where(each => each is { before: not null, After: null }).Select(each => Key(each.Key)));
        await connection.RunEachAsync(
            """
            INSERT INTO stage_now(kind, id, stage, since, location, under, units)
            VALUES(@kind, @id, @stage, @since, @location, @under, @units)
            ON CONFLICT(kind, id) DO UPDATE SET stage = @stage, since = @since, location = @location, under = @under,
              units = @units
            """,
            from each in now
            where each.After is not null && each.After != each.before
            select ((string, object?)[])
            [
                .. Key(each.Key),
                ("@stage", CentralViews.Snake(each.After.Stage)),
                ("@since", each.After.Since.ToUnixTimeTicks()),
                ("@location", each.After.Location),
                ("@under", each.After.Under is { } under ? CentralViews.Snake(under) : null),
                ("@units", each.After.Units),
            ]);
        await connection.RunEachAsync(
            """
            INSERT INTO stage_dwell(kind, stage, location, day, bucket, shard, count, longest)
            VALUES(@kind, @stage, @location, @day, @bucket, @shard, @count, @longest)
            ON CONFLICT(kind, stage, location, day, bucket, shard) DO UPDATE SET count = stage_dwell.count + @count,
              longest = CASE WHEN stage_dwell.longest < @longest THEN @longest ELSE stage_dwell.longest END
            """,
            from stay in left
            group stay.Seconds by stay with { Seconds = DwellHistogram.BucketOf(stay.Seconds) } into same
            select ((string, object?)[])
            [
                ("@kind", same.Key.Kind),
                ("@stage", CentralViews.Snake(same.Key.Stage)),
                ("@location", same.Key.Location),
                ("@day", DayOf(same.Key.Day)),
                ("@bucket", same.Key.Seconds),
                ("@shard", (long)same.Key.Shard),
                ("@count", (long)same.Count()),
                ("@longest", same.Max()),
            ]);
    }

    private static Standing? Follow(
        IGrouping<EntityAddress, RecordedEvent> one, Standing? standing, List<Stay> left)
    {
        foreach (var happened in one)
        {
            var at = happened.RecordedAt;
            var after = happened.Event switch
            {
                OrderEvent e => Dwell.After(standing, e, at),
                FulfilmentEvent e => Dwell.After(standing, e, at),
                _ => standing,
            };
            if (standing is not null && after?.Stage != standing.Stage && Dwell.IsProgress(happened.Event!))
            {
                left.Add(new Stay(
                    one.Key.Kind, standing.Stage, standing.Location, at.InUtc().Date, happened.Record.Shard,
                    standing.SecondsAt(at)));
            }

            standing = after;
        }

        return standing;
    }

    private static async ValueTask JudgeAsync(
        DbConnection connection, IReadOnlyList<IGrouping<EntityAddress, RecordedEvent>> orders)
    {
        var known = await connection.OneOfEachAsync(
            "SELECT doc FROM promised_orders WHERE id = @id",
            row => JsonSerializer.Deserialize(row.Bytes(0), ReportJson.Default.PromisedOrder),
            [.. orders.Select(one => new (string, object?)[] { ("@id", one.Key.Id) })]);
        var judged = orders.Zip(known, (one, before) => (one.Key.Id, Before: before, After: one.Aggregate(
                before, (order, happened) => PromisedOrder.After(
                    order, (OrderEvent)happened.Event!, happened.RecordedAt))))
            .Where(each => each.After is not null && each.After != each.Before).ToList();
        await connection.RunEachAsync(
            """
            INSERT INTO promised_orders(id, due, doc) VALUES(@id, @due, @doc)
            ON CONFLICT(id) DO UPDATE SET due = @due, doc = @doc
            """,
            judged.Select(each => ((string, object?)[])
            [
                ("@id", each.Id),
                ("@due", each.After!.Due is { } due ? DayOf(due) : null),
                ("@doc", JsonSerializer.SerializeToUtf8Bytes(each.After, ReportJson.Default.PromisedOrder)),
            ]));
        await connection.RunEachAsync(
            """
            INSERT INTO promised_lines(id, line, promised, channel, customer, location, placed, kept, gone)
            VALUES(@id, @line, @promised, @channel, @customer, @location, @placed, @kept, @gone)
            ON CONFLICT(id, line) DO UPDATE SET promised = @promised, location = @location, kept = @kept, gone = @gone
            """,
            from each in judged
            from row in Rows(each.After!).Except(each.Before is null ? [] : Rows(each.Before))
            select ((string, object?)[])
            [
                ("@id", each.Id),
                ("@line", (long)row.Line),
                ("@promised", DayOf(row.Promised)),
                ("@channel", each.After!.Channel),
                ("@customer", each.After.Customer ?? string.Empty),
                ("@location", row.Location ?? string.Empty),
                ("@placed", each.After.PlacedAt.ToUnixTimeTicks()),
                ("@kept", row.KeptAt?.ToUnixTimeTicks()),
                ("@gone", row.GoneAt?.ToUnixTimeTicks()),
            ]);
    }

    /// <summary>The order, as line 0, and each of its lines that stands.</summary>
    private static IEnumerable<Row> Rows(PromisedOrder order) =>
    [
        new Row(0, order.Promised, order.Location, order.KeptAt, order.GoneAt),
        .. from line in order.Lines
           where !line.Value.Proposed
           select new Row(line.Key, line.Value.Promised, line.Value.Location, line.Value.KeptAt, line.Value.GoneAt),
    ];

    internal static string DayOf(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static (string Name, object? Value)[] Key(EntityAddress address) =>
        [("@kind", address.Kind), ("@id", address.Id)];

    /// <summary>A stage that was left.</summary>
    /// <param name="Day">On which it was left, in UTC.</param>
    /// <param name="Seconds">How long it lasted.</param>
    private sealed record Stay(
        string Kind, DwellStage Stage, string Location, LocalDate Day, int Shard, long Seconds);

    private sealed record Row(int Line, LocalDate Promised, string? Location, Instant? KeptAt, Instant? GoneAt);
}
