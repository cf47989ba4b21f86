using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cluster;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing;

namespace Oms.Actors.Postgres.Zombie;

/// <summary>The product's runtime over the product's journal, put together so that it ignores its lease: its clock
/// stands still, every heartbeat counts as confirmed, the table of nodes is always the first one in which it had all
/// shards, and what is fenced is tried again at the same epoch.</summary>
internal sealed class ZombieNode
{
    private const int Shards = 4;
    private const int Writers = 8;
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private long _accepted;
    private long _fenced;
    private ClusterTable? _believed;
    private int _commands;

    /// <summary>Runs until it is killed, and reports <c>owns accepted fenced</c> line by line.</summary>
    public static async Task<int> RunAsync(string connectionString, TextWriter output)
    {
        var options = new PostgresJournalOptions(connectionString) { ShardCount = Shards };
        await using var journal = await PostgresJournal.OpenAsync(options, CancellationToken.None);
        await using var store = await PostgresClusterStore.OpenAsync(
            options, TimeProvider.System, CancellationToken.None);
        return await new ZombieNode().RunAsync(journal, store, output);
    }

    private async Task<int> RunAsync(IJournal journal, IClusterStore store, TextWriter output)
    {
        using var meters = new TestMeterFactory();
        await using var system = new ActorSystem(
            new ActorSystemServices(
                Undaunted(journal), TimeProvider.System, NullLoggerFactory.Instance, meters, Guid.Empty, new Random(1))
            {
                Waits = new FrozenTime(),
                Cluster = new ClusterServices(
                    Undead(store), new NoPeers(), "zombie", "https://zombie", NewId(), NewId)
                {
                    Options = new ClusterOptions
                    {
                        Ttl = Duration.FromSeconds(2),
                        Heartbeat = Duration.FromMilliseconds(400),
                        Margin = Duration.FromMilliseconds(400),
                        Grace = Duration.FromMilliseconds(200),
                    },
                },
            });
        var accounts = system.Register(AccountKind.Type);
        await system.StartAsync(CancellationToken.None);
        foreach (var writer in Enumerable.Range(0, Writers))
        {
            _ = WriteAsync(accounts, writer);
        }

        while (true)
        {
            await Task.Delay(Report, TimeProvider.System);
            var (owns, accepted) = (_believed is null ? 0 : Shards, Interlocked.Read(ref _accepted));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{owns} {accepted} {Interlocked.Read(ref _fenced)}"));
            await output.FlushAsync();
        }
    }

    private async Task WriteAsync(
        IShardRegion<Account, AccountCommand, AccountEvent, AccountRejection> accounts, int writer)
    {
        while (true)
        {
            // One account after the other: what was fenced is never repeated, it is written anew.
            var number = Interlocked.Increment(ref _commands);
            var id = CommandId.Version5(Guid.Empty, string.Create(CultureInfo.InvariantCulture, $"zombie/{number}"));
            var address = EntityAddress.Of(
                AccountKind.Name, string.Create(CultureInfo.InvariantCulture, $"zombie-{writer}-{number % 50}"));
            _ = await accounts.AskAsync(
                address,
                new AccountCommand.Deposit(1),
                new CommandContext(id, new Principal(PrincipalKind.User, "zombie")));
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private IJournal Undaunted(IJournal journal) => Stubborn.Before(
        journal,
        new Dictionary<string, Func<Func<object?>, object?>>
        {
            [nameof(IJournal.AppendAsync)] = call => AppendAsync((Task)call()!),
            [nameof(IJournal.AcquireAsync)] = call => _believed is null
                ? call()
                : Task.FromException<ShardTerm>(new JournalUnavailableException("It has them already.")),
        });

    private async Task AppendAsync(Task append)
    {
        try
        {
            await append;
            Interlocked.Increment(ref _accepted);
        }
        catch (JournalFencedException fenced)
        {
            Interlocked.Increment(ref _fenced);

            // Not what the product makes of it: it goes on at its epoch.
            throw new JournalUnavailableException("Somebody says that it is dead.", fenced);
        }
    }

    private IClusterStore Undead(IClusterStore store) => Stubborn.Before(
        store,
        new Dictionary<string, Func<Func<object?>, object?>>
        {
            [nameof(IClusterStore.HeartbeatAsync)] = call => BeatAsync((Task<bool>)call()!),
            [nameof(IClusterStore.ReadAsync)] = call => ReadAsync((Task<ClusterTable>)call()!),
            [nameof(IClusterStore.DeclareExpiredAsync)] = _ => Task.FromResult(0),
        });

    private static async Task<bool> BeatAsync(Task<bool> beat) => await beat || true;

    private async Task<ClusterTable> ReadAsync(Task<ClusterTable> read)
    {
        var table = await read;
        _believed ??= table.Nodes is [{ Node.Name: "zombie" } self]
            && table.Shards.All(row => row.Owner == self.Node.Id)
            ? table
            : null;
        return _believed ?? table;
    }

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
}
