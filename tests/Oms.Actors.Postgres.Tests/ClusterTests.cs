using System.Collections.Concurrent;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>Whole nodes over one database, in real time: what the simulation cannot show of PostgreSQL.</summary>
public sealed class ClusterTests(SharedServer server) : IAsyncLifetime
{
    private const int Shards = 256;
    private const int Accounts = 40;

    // A heartbeat may take long on a busy machine; moves are not what is slow here.
    private static readonly ClusterOptions Options = new()
    {
        Ttl = Duration.FromSeconds(6),
        Heartbeat = Duration.FromSeconds(2),
        MovesPerScan = 32,
        MoveAgainAfter = Duration.Zero,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, ClusterMember> _members = new(StringComparer.Ordinal);
    private readonly long[] _acknowledged = new long[Accounts];
    private PostgresJournalOptions _database = null!;
    private int _commands;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.NewDatabaseAsync(Shards);

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Values)
        {
            await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_shard_goes_where_placement_puts_it_and_every_node_serves_all_of_them()
    {
        await Task.WhenAll(StartAsync("a"), StartAsync("b"), StartAsync("c"));

        await PlacedAsync("a", "b", "c");

        await DepositAsync(rounds: 2);
        await CheckAsync();
    }

    [Fact]
    public async Task The_shards_of_a_node_that_dies_are_taken_over_and_nothing_acknowledged_is_lost_or_doubled()
    {
        await Task.WhenAll(StartAsync("a"), StartAsync("b"), StartAsync("c"));
        await PlacedAsync("a", "b", "c");
        await DepositAsync(rounds: 1);

        var deposits = DepositAsync(rounds: 10);
        await _members["b"].DisposeAsync();
        await PlacedAsync("a", "c");
        await deposits;

        await CheckAsync();
    }

    [Fact]
    public async Task A_node_that_joins_gets_its_share_and_one_that_drains_gives_all_away()
    {
        await Task.WhenAll(StartAsync("a"), StartAsync("b"));
        await PlacedAsync("a", "b");
        var deposits = DepositAsync(rounds: 10);

        await StartAsync("c");
        await PlacedAsync("a", "b", "c");
        var leaving = _members["a"];
        await leaving.System.DrainAsync(Cancelled).WaitAsync(Patience, TimeProvider.System, Cancelled);
        await leaving.DisposeAsync();

        // It left for good: nobody had to wait for its lease to end.
        Assert.DoesNotContain(
            (await _members["b"].Store.ReadAsync(Cancelled)).Nodes, row => row.Node.Name == "a");
        await PlacedAsync("b", "c");
        await deposits;
        await CheckAsync();
    }

    private Task<ClusterMember> StartAsync(string name) =>
        ClusterMember.StartAsync(name, _database, Options, _members, Cancelled);

    /// <summary>Waits until exactly these nodes are up and each shard is on the one that placement says.</summary>
    private async Task PlacedAsync(params string[] names)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var table = await _members[names[0]].Store.ReadAsync(Cancelled);
            var up = table.Nodes.Where(row => row.State is NodeState.Up).Select(row => row.Node.Name);
            var misplaced = table.Shards.Count(
                row => row.Owner != Placement.Of(row.Shard, row.Preferred, table.Nodes)?.Id);
            if (misplaced == 0 && names.Order().SequenceEqual(up.Order()))
            {
                Assert.Equal(names.Length, table.Shards.Select(row => row.Owner).Distinct().Count());
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"{misplaced} shards are misplaced; up are {string.Join(' ', up)}.");
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    /// <summary>Deposits into each account again and again, through one node after another.</summary>
    private Task DepositAsync(int rounds) => Task.WhenAll(Enumerable.Range(0, Accounts).Select(async account =>
    {
        for (var round = 0; round < rounds; round++)
        {
            var amount = (round * Accounts) + account + 1;
            await AskAsync(account, new AccountCommand.Deposit(amount));
            _acknowledged[account] += amount;
        }
    }));

    /// <summary>Repeats one command under its id, through any node, until it is accepted.</summary>
    private async Task AskAsync(int account, AccountCommand command)
    {
        var context = NewContext();
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var reply = await TryAskAsync(AnyMember(account + attempt), Address(account), command, context);
            if (reply is { Outcome: ReplyOutcome.Accepted })
            {
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"{Address(account)}: {reply?.Outcome} {reply?.Retry}.");
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    private static async Task<Reply<AccountEvent, AccountRejection>?> TryAskAsync(
        ClusterMember member, EntityAddress address, AccountCommand command, CommandContext context)
    {
        try
        {
            return await member.CallAsync(_ => member.Accounts.AskAsync(address, command, context).AsTask());
        }
        catch (PeerUnreachableException)
        {
            return null;
        }
    }

    /// <summary>Every node shows each account with what was acknowledged, and the log is sound.</summary>
    private async Task CheckAsync()
    {
        foreach (var member in _members.Values)
        {
            for (var account = 0; account < Accounts; account++)
            {
                Assert.Equal(_acknowledged[account], (await ReadAsync(member, account)).Balance);
            }
        }

        await using var journal = await PostgresJournal.OpenAsync(_database, Cancelled);
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    private static async Task<Account> ReadAsync(ClusterMember member, int account)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return (await member.Accounts.ReadAsync(Address(account), Cancelled)).State;
            }
            catch (EntityUnavailableException) when (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(LookAgain, TimeProvider.System);
            }
        }
    }

    private static EntityAddress Address(int account) => EntityAddress.Of(AccountKind.Name, $"account-{account}");

    private ClusterMember AnyMember(int number)
    {
        var members = _members.Values.OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        return members[number % members.Count];
    }

    private CommandContext NewContext()
    {
        Span<byte> random = stackalloc byte[10];
        var number = Interlocked.Increment(ref _commands);

        // The first bytes share theirs with the version and the variant.
        BitConverter.TryWriteBytes(random[6..], number);
        return new CommandContext(
            CommandId.Version7(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), random),
            new Principal(PrincipalKind.User, "tester"));
    }
}
