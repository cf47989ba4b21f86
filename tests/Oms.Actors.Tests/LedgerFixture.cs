using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Tests;

/// <summary>An actor system with accounts over a journal, on the thread pool and a clock that the test moves.</summary>
public sealed class LedgerFixture : IAsyncDisposable
{
    private static int _ids;
    private readonly TestMeterFactory _meters = new();

    public LedgerFixture(
        IJournal? journal = null,
        ActorSystemOptions? options = null,
        EntityType<Account, AccountCommand, AccountEvent, AccountRejection>? type = null,
        IRecordSealer? sealer = null,
        ILoggerFactory? logs = null)
    {
        Journal = journal ?? new MemoryJournal(new MemoryStore(shardCount: 4));
        System = new ActorSystem(
            new ActorSystemServices(
                Journal, Time, logs ?? NullLoggerFactory.Instance, _meters,
                new Guid(1, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8]), new Random(1))
            {
                Sealer = sealer,
            },
            options);
        Accounts = System.Register(type ?? AccountKind.Type);
    }

    public static Instant Noon { get; } = Instant.FromUtc(2026, 3, 1, 12, 0);

    public static Principal Tester { get; } = new(PrincipalKind.User, "tester");

    public ManualTime Time { get; } = new(Noon);

    public IJournal Journal { get; }

    public TestMeterFactory Meters => _meters;

    public ActorSystem System { get; }

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    public static EntityAddress Address(string id) => EntityAddress.Of(AccountKind.Name, id);

    public async Task<LedgerFixture> StartedAsync(params IEnumerable<object> consumers)
    {
        foreach (var consumer in consumers)
        {
            if (consumer is IProcessManager manager)
            {
                System.Register(manager);
            }
            else
            {
                System.Register((IProjection)consumer);
            }
        }

        await System.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>A version 7 id that no other command has, not even another system's over the same store.</summary>
    public static CommandContext NewContext(string? fingerprint = null)
    {
        Span<byte> random = stackalloc byte[10];
        var id = Interlocked.Increment(ref _ids);
        BitConverter.TryWriteBytes(random, id);
        return new CommandContext(CommandId.Version7(Noon.ToUnixTimeMilliseconds() + id, random), Tester)
        {
            Fingerprint = fingerprint,
        };
    }

    public Task<Reply<AccountEvent, AccountRejection>> AskAsync(
        string id, AccountCommand command, CommandContext? context = null) =>
        Accounts.AskAsync(Address(id), command, context ?? NewContext()).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public Task<EntityView<Account>> ReadAsync(string id) =>
        Accounts.ReadAsync(Address(id), CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        _meters.Dispose();
    }
}
