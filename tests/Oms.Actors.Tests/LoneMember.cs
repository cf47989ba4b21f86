using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Testing;

namespace Oms.Actors.Tests;

/// <summary>The only real node of a cluster, on a clock that the test moves; others are what the test says.</summary>
internal sealed class LoneMember : IPeers, IAsyncDisposable
{
    private static readonly Duration Step = Duration.FromMilliseconds(100);

    private readonly TestMeterFactory _meters = new();
    private int _nodes;

    public LoneMember()
    {
        Store = new MemoryStore(shardCount: 4);
        Meeting = new MemoryClusterStore(Store, () => LedgerFixture.Noon);
        System = new ActorSystem(
            new ActorSystemServices(
                new MemoryJournal(Store), Time, NullLoggerFactory.Instance, _meters, Guid.Empty, new Random(1))
            {
                Cluster = new ClusterServices(
                    new MemoryClusterLink(Meeting, CallAsync), this, "a", "a:1", Guid.Empty, NewId)
                {
                    Options = Options,
                },
            });
        Accounts = System.Register(AccountKind.Type);
    }

    public static ClusterOptions Options { get; } = new();

    public ManualTime Time { get; } = new(LedgerFixture.Noon);

    public MemoryStore Store { get; }

    public MemoryClusterStore Meeting { get; }

    public ActorSystem System { get; }

    public IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> Accounts { get; }

    /// <summary>Whether the place where nodes meet is out of reach.</summary>
    public bool IsCut { get; set; }

    /// <summary>What another node does with an ask.</summary>
    public Func<NodeInfo, AskFrame, CancellationToken, Task<ReplyFrame>> Peers { get; set; } =
        (_, _, _) => throw new InvalidOperationException("There is no other node.");

    public ValueTask<ReplyFrame> AskAsync(NodeInfo peer, AskFrame frame, CancellationToken cancellationToken) =>
        new(Peers(peer, frame, cancellationToken));

    public Task<EntityView<Account>> ReadAsync(string id) =>
        PassUntilAsync(Accounts.ReadAsync(LedgerFixture.Address(id), CancellationToken.None).AsTask());

    public Task<Reply<AccountEvent, AccountRejection>> DepositAsync(string id, long amount) =>
        PassUntilAsync(Accounts.AskAsync(
            LedgerFixture.Address(id), new AccountCommand.Deposit(amount), LedgerFixture.NewContext()).AsTask());

    /// <summary>Lets time pass until something has ended.</summary>
    public async Task<T> PassUntilAsync<T>(Task<T> task)
    {
        await PassUntilAsync((Task)task);
        return await task;
    }

    /// <inheritdoc cref="PassUntilAsync{T}(Task{T})"/>
    public async Task PassUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            await PassAsync();
        }

        await task;
    }

    /// <summary>Lets time pass until something is so.</summary>
    public async Task PassUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await PassAsync();
        }
    }

    public async Task PassAsync(Duration time)
    {
        for (var passed = Duration.Zero; passed < time; passed += Step)
        {
            await PassAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        _meters.Dispose();
    }

    public Guid NewId() => new(++_nodes, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private Task<object> CallAsync(bool _, Func<object> call) => IsCut
        ? Task.FromException<object>(new TimeoutException("The store is out of reach."))
        : Task.FromResult(call());

    /// <summary>Lets a little time pass, and those who waited for it go on.</summary>
    private async Task PassAsync()
    {
        Time.Advance(Step);
        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
    }
}
