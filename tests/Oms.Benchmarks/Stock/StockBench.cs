using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Benchmarks.Runtime;
using Oms.Central.Inventory;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Benchmarks.Stock;

/// <summary>One stock item with millions of units, registered as the centre does, and many callers that each reserve a
/// unit of it.</summary>
internal sealed class StockBench : IAsyncDisposable
{
    /// <summary>Callers at once, each with a single question open.</summary>
    public const int InFlight = 4_000;

    /// <summary>Reservations of a run, all of them live at its end: as many as one item may have.</summary>
    public const int Reservations = StockItem.ReservationsMax;

    private const int OnHand = 5_000_000;
    private const int SnapshotEvery = 1_000;
    private const double Tail = 0.99;

    private readonly BenchSystem.Meters _meters = new();
    private readonly ActorSystem _system;
    private readonly IShardRegion<StockItem, StockCommand, StockEvent, StockRejection> _stock;
    private readonly double[] _waits = new double[Reservations];

    private StockBench(IJournal journal, int lanes)
    {
        _system = new ActorSystem(
            new ActorSystemServices(
                journal, TimeProvider.System, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1)),
            new ActorSystemOptions { Lanes = lanes });
        _stock = _system.Register(new EntityType<StockItem, StockCommand, StockEvent, StockRejection>(
            StockItem.Kind, new FormCodec<StockEvent>(StockEvents.Forms))
        {
            Snapshots = new JsonSnapshotCodec<StockItem>(1, StockJson.Default.StockItem),
            Settings = new EntitySettings
            {
                MailboxCapacity = 2 * InFlight,
                CommandIdsMax = 4 * InFlight,
                SnapshotEvery = SnapshotEvery,
            },
        });
    }

    /// <summary>What rows the reservations leave.</summary>
    public static RowForm Rows { get; } = new([Item], "stock.reservation-made", Payload());

    /// <summary>Half of all reservations were answered faster. Milliseconds.</summary>
    public double Median => Share(0.5);

    /// <summary>One in a hundred took longer. Milliseconds.</summary>
    public double Longest => Share(Tail);

    private static EntityAddress Item => EntityAddress.Of(StockItem.Kind, "MILK@dc-1");

    /// <summary>Starts it with the item's units received.</summary>
    public static async Task<StockBench> StartAsync(IJournal journal, int lanes = 1)
    {
        var bench = new StockBench(journal, lanes);
        await bench._system.StartAsync(CancellationToken.None);
        await bench.AskAsync(0, new StockCommand.Receive("all", "L1", OnHand, null), ReplyOutcome.Accepted);
        return bench;
    }

    /// <summary>Reserves until no more reservations fit.</summary>
    /// <returns>Durable reservations a second.</returns>
    public Task<double> ReserveAsync() => TimeAsync(Reservations, number => ReserveAsync(number, _waits));

    /// <summary>Goes on asking for units that cannot be had.</summary>
    /// <returns>Refusals a second.</returns>
    public async Task<double> RefuseAsync()
    {
        await AskAsync(-1, new StockCommand.SetSafetyStock(OnHand), ReplyOutcome.Accepted);
        return await TimeAsync(Reservations, number => AskAsync(
            Reservations + 1 + number,
            new StockCommand.Reserve(Name(Reservations + number), 1, Duration.FromMinutes(15), Backorder: false)
            {
                OrRefuse = true,
            },
            ReplyOutcome.Rejected));
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _meters.Dispose();
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"basket-{number:D8}");

    private static byte[] Payload()
    {
        var output = new ArrayBufferWriter<byte>();
        new FormCodec<StockEvent>(StockEvents.Forms).Write(
            new StockEvent.ReservationMade(Name(1), 1, Instant.FromUnixTimeTicks(17_000_000_012_345_678)), output);
        return output.WrittenSpan.ToArray();
    }

    private static async Task<double> TimeAsync(int asks, Func<int, Task> ask)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(caller => Task.Factory.StartNew(
            async () =>
            {
                for (var number = caller; number < asks; number += InFlight)
                {
                    await ask(number);
                }
            },
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));
        return asks / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task ReserveAsync(int number, double[] waits)
    {
        var from = Stopwatch.GetTimestamp();
        await AskAsync(
            number + 1,
            new StockCommand.Reserve(Name(number), 1, Duration.FromMinutes(15), Backorder: false) { OrRefuse = true },
            ReplyOutcome.Accepted);
        waits[number] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    private async Task AskAsync(int number, StockCommand command, ReplyOutcome expected)
    {
        var reply = await _stock.AskAsync(Item, command, BenchSystem.NewContext(number));
        if (reply.Outcome != expected)
        {
            throw new InvalidOperationException($"{reply}");
        }
    }

    private double Share(double share)
    {
        var sorted = _waits.Order().ToArray();
        return sorted[(int)(sorted.Length * share)];
    }
}
