using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Actors;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Benchmarks.Runtime;

/// <summary>An actor system of tallies, and the ways to drive it.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    public static readonly Principal Self = new(PrincipalKind.System, "benchmark");

    private readonly Meters _meters = new();

    private BenchSystem(IJournal journal, int mailboxCapacity, int lanes)
    {
        System = new ActorSystem(
            new ActorSystemServices(
                journal, TimeProvider.System, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1)),
            new ActorSystemOptions { Lanes = lanes });
        Tallies = System.Register(Kind(mailboxCapacity));
    }

    public ActorSystem System { get; }

    public IShardRegion<Tally, TallyCommand, TallyEvent, string> Tallies { get; }

    public static async Task<BenchSystem> StartAsync(IJournal journal, int mailboxCapacity, int lanes = 1)
    {
        var bench = new BenchSystem(journal, mailboxCapacity, lanes);
        await bench.System.StartAsync(CancellationToken.None);
        return bench;
    }

    /// <summary>How tallies are registered.</summary>
    public static EntityType<Tally, TallyCommand, TallyEvent, string> Kind(int mailboxCapacity) =>
        new("tally", new TallyCodec())
        {
            Settings = new EntitySettings
            {
                MailboxCapacity = mailboxCapacity,
                CommandIdsMax = Math.Clamp(4 * mailboxCapacity, 1_024, 16_384),
            },
            Wire = new(TallyWire.Default.TallyCommand, TallyWire.Default.String, TallyWire.Default.Tally),
        };

    public static EntityAddress Address(int number) => EntityAddress.Of("tally", $"t{number}");

    /// <summary>A fresh version 7 id; ids of one number differ in their random bits.</summary>
    public static CommandContext NewContext(long number)
    {
        Span<byte> random = stackalloc byte[10];
        // The first bytes share theirs with the version and the variant.
        BitConverter.TryWriteBytes(random[3..], unchecked((int)number));
        return new CommandContext(
            CommandId.Version7(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), random), Self);
    }

    /// <summary>Lets several callers ask as fast as they are answered.</summary>
    /// <returns>Answers a second.</returns>
    public async Task<double> AskAsync(
        int inFlight, int asks, Func<int, EntityAddress> whom, long by, ReplyOutcome expected)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Factory.StartNew(
            () => CallAsync(caller, asks / inFlight, inFlight, whom, by, expected),
            CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()));
        return asks / inFlight * inFlight / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        _meters.Dispose();
    }

    private async Task CallAsync(
        int caller, int asks, int inFlight, Func<int, EntityAddress> whom, long by, ReplyOutcome expected)
    {
        var command = new TallyCommand(by);

        // A refused command leaves no trace, so its id may be used again; making ids is not what is measured.
        var refused = expected is ReplyOutcome.Rejected ? NewContext(caller) : null;
        for (var i = 0; i < asks; i++)
        {
            var number = (i * inFlight) + caller;
            var reply = await Tallies.AskAsync(whom(number), command, refused ?? NewContext(number));
            if (reply.Outcome != expected)
            {
                throw new InvalidOperationException($"{reply}");
            }
        }
    }

    /// <summary>Meters that nobody reads.</summary>
    internal sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _made.Add(meter);
            return meter;
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
