using System.Collections.Concurrent;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;
using Oms.Actors.Postgres.Cells;
using Oms.Actors.Routing;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Oms.Testing.Postgres;
using Xunit;

namespace Oms.Actors.Postgres.Tests.Cells;

/// <summary>Whole nodes over two PostgreSQL servers, and shards that move between them under load.</summary>
public sealed class CellClusterTests : IAsyncLifetime
{
    private const int Shards = 16;
    private const int Accounts = 48;
    private const int Moves = 24;

    private static readonly ClusterOptions Options = new()
    {
        Ttl = Duration.FromSeconds(6),
        Heartbeat = Duration.FromSeconds(2),
        MovesPerScan = 32,
        MoveAgainAfter = Duration.Zero,
    };

    private static readonly string[] Names = ["x", "y", "z"];
    private static readonly string[] Steps = ["begin", "freeze", "copy", "away", "in", "map", "clean"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, ClusterMember> _members = new(StringComparer.Ordinal);
    private readonly List<PostgresServer> _servers = [];
    private readonly long[] _balances = new long[Accounts];
    private readonly ConcurrentBag<(EntityAddress Account, CommandId Command)> _acknowledged = [];
    private IReadOnlyList<PostgresCell> _cells = [];
    private int _commands;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        List<PostgresCell> cells = [];
        foreach (var name in new[] { "a", "b" })
        {
            var server = await PostgresServer.StartAsync("max_connections = 200");
            _servers.Add(server);
            cells.Add(new PostgresCell(
                name,
                new PostgresJournalOptions(server.ConnectionString(await server.CreateDatabaseAsync()))
                {
                    ShardCount = Shards,
                    AppendWait = Duration.FromSeconds(60),
                    HeartbeatWait = Duration.FromSeconds(2),
                }));
        }

        _cells = cells;
        await Task.WhenAll(Names.Select(name =>
            ClusterMember.StartAsync(name, _cells, Options, _members, Cancelled)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Values)
        {
            await member.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Shards_that_move_to_and_fro_under_load_with_movers_that_die_lose_and_double_nothing()
    {
        using var enough = new CancellationTokenSource();
        var load = DepositUntilAsync(enough.Token);
        var random = new Random(7);
        for (var move = 0; move < Moves; move++)
        {
            var (shard, to) = (random.Next(Shards), move % 3 == 2 ? 0 : 1);
            await using var doomed = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
            var end = Steps[move % Steps.Length];
            doomed.Mover.Did = step =>
                step == end ? Task.FromException(new InvalidOperationException(step)) : Task.CompletedTask;
            try
            {
                await doomed.Mover.MoveAsync(shard, to, Cancelled);
            }
            catch (InvalidOperationException)
            {
                // Another node of the cluster takes it up, to its end or back.
                await _members["x"].Mover.MoveAsync(shard, move % 2 == 0 ? to : 1 - to, Cancelled);
            }
        }

        for (var shard = 0; shard < Shards / 2; shard++)
        {
            await _members["y"].Mover.MoveAsync(shard, to: 1, Cancelled);
        }

        var before = _acknowledged.Count;
        await UntilAsync(() => _acknowledged.Count > before + (4 * Accounts), "the load goes on after the moves");
        await enough.CancelAsync();
        await load;
        await CheckAsync();
    }

    [Fact]
    public async Task A_database_that_is_away_costs_its_own_shards_alone()
    {
        var there = _members["x"].System.Cluster!.Shards.Where(row => row.Shard % 2 == 0).Select(row => row.Shard);
        foreach (var shard in there.ToList())
        {
            await _members["x"].Mover.MoveAsync(shard, to: 1, Cancelled);
        }

        foreach (var account in Enumerable.Range(0, Accounts))
        {
            await DepositAsync(account);
        }

        var self = _members["y"].System.Self;
        await _servers[1].KillAsync();
        foreach (var account in Enumerable.Range(0, Accounts).Where(account => ShardOf(account) % 2 == 1))
        {
            await DepositAsync(account);
        }

        await _servers[1].StartAgainAsync();
        foreach (var account in Enumerable.Range(0, Accounts))
        {
            await DepositAsync(account);
        }

        // Nobody was declared dead for a database that nobody reached.
        Assert.Equal(self, _members["y"].System.Self);
        await CheckAsync();
    }

    [Fact]
    public async Task Shards_change_hands_in_one_cell_while_another_ones_database_is_away()
    {
        await _members["x"].Mover.MoveAsync(0, to: 1, Cancelled);
        await _servers[1].KillAsync();

        await _members["y"].DisposeAsync();
        foreach (var account in Enumerable.Range(0, Accounts).Where(account => ShardOf(account) != 0))
        {
            await DepositAsync(account);
        }

        await _servers[1].StartAgainAsync();
        await Task.WhenAll(Enumerable.Range(0, Accounts).Select(DepositAsync));
        await CheckAsync();
    }

    [Fact]
    public async Task A_node_that_was_declared_dead_in_one_cell_begins_anew_in_all_of_them()
    {
        await _members["x"].Mover.MoveAsync(0, to: 1, Cancelled);
        await DepositAsync(0);
        var old = _members["y"].System.Self!;
        await using (var cells = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled))
        {
            Assert.True(await cells.Stores[1].DeclareDeadAsync(old.Id));
            await UntilAsync(() => _members["y"].System.Self!.Id != old.Id, "the node begins anew");
            foreach (var store in cells.Stores)
            {
                ClusterTable table;
                do
                {
                    table = await store.ReadAsync(Cancelled);
                }
                while (table.Find(_members["y"].System.Self!.Id) is not { State: NodeState.Up }
                    || table.Find(old.Id) is { State: not NodeState.Dead });
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Accounts).Select(DepositAsync));
        await CheckAsync();
    }

    private Task DepositUntilAsync(CancellationToken enough) => Task.WhenAll(
        Enumerable.Range(0, Accounts).Select(async account =>
        {
            while (!enough.IsCancellationRequested)
            {
                await DepositAsync(account);
            }
        }));

    /// <summary>Repeats one command under its id, through any node, until it is accepted.</summary>
    private async Task DepositAsync(int account)
    {
        var context = NewContext();
        var amount = (account % 7) + 1;
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = account; ; attempt++)
        {
            var member = _members.Values.ElementAt(attempt % _members.Count);
            try
            {
                var reply = await member.Accounts.AskAsync(
                    Address(account), new AccountCommand.Deposit(amount), context);
                if (reply.Outcome is ReplyOutcome.Accepted)
                {
                    _balances[account] += amount;
                    _acknowledged.Add((Address(account), context.Id));
                    return;
                }

                Assert.True(
                    TimeProvider.System.GetElapsedTime(started) < Patience,
                    $"{Address(account)}: {reply.Outcome} {reply.Retry}.");
            }
            catch (PeerUnreachableException)
            {
                // The next node is asked.
            }

            await Task.Delay(TryAgain, TimeProvider.System);
        }
    }

    private async Task CheckAsync()
    {
        // One id given twice would be one effect, acknowledged twice, and look like a loss.
        Assert.Equal(_acknowledged.Count, _acknowledged.Distinct().Count());
        foreach (var member in _members.Values)
        {
            for (var account = 0; account < Accounts; account++)
            {
                var shown = (await ReadAsync(member, account)).Balance;
                Assert.True(shown == _balances[account], await WhatElseAsync(member, account, shown));
            }
        }

        Assert.Empty(await TwoCells.CheckAsync(_cells, Cancelled));
        await using var cells = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        List<(EntityAddress, CommandId)> effects = [];
        for (var shard = 0; shard < Shards; shard++)
        {
            var check = new ShardCheck();
            foreach (var record in await cells.Journal.ReadShardAsync(shard, 0, int.MaxValue, Cancelled))
            {
                Assert.Null(check.Next(record));
                effects.AddRange(record.CommandId is { } id ? [(record.Address, id)] : []);
            }
        }

        var there = effects.ToHashSet();
        Assert.Equal(effects.Count, there.Count);
        Assert.DoesNotContain(_acknowledged, effect => !there.Contains(effect));
    }

    /// <summary>What a wrong read is to be held against.</summary>
    private async Task<string> WhatElseAsync(ClusterMember member, int account, long shown)
    {
        var strict = await member.Accounts.ReadAsync(Address(account), ReadConsistency.Strict, Cancelled);
        await using var cells = await PostgresCells.OpenAsync(_cells, TimeProvider.System, Cancelled);
        var records = await cells.Journal.ReadEntityAsync(Address(account), 0, int.MaxValue, Cancelled);
        var owners = _members.Values.Select(one =>
            $"{one.Name} sees {one.System.Cluster!.Shards.Single(row => row.Shard == ShardOf(account))}");
        return $"{member.Name} shows {shown} of {Address(account)} on shard {ShardOf(account)}; "
            + $"{_balances[account]} were acknowledged. Strict: {strict.State.Balance}. Again: "
            + $"{(await ReadAsync(member, account)).Balance}. Its log has {records.Count} records. "
            + string.Join("; ", owners);
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
                await Task.Delay(TryAgain, TimeProvider.System);
            }
        }
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Waited in vain until {what}.");
            await Task.Delay(TryAgain, TimeProvider.System);
        }
    }

    private static EntityAddress Address(int account) => EntityAddress.Of(AccountKind.Name, $"account-{account}");

    private static int ShardOf(int account) => Address(account).Shard() % Shards;

    private CommandContext NewContext()
    {
        Span<byte> random = stackalloc byte[10];

        // The first bytes share theirs with the version and the variant: two ids of one millisecond could be one.
        BitConverter.TryWriteBytes(random[6..], Interlocked.Increment(ref _commands));
        return new CommandContext(
            CommandId.Version7(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), random),
            new Principal(PrincipalKind.User, "tester"));
    }
}
