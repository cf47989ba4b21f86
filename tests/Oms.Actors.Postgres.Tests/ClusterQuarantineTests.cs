using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using Oms.Actors.Cluster;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>An entity whose decider throws, among others on its shard, in a cluster under load.</summary>
public sealed class ClusterQuarantineTests(SharedServer server) : IAsyncLifetime
{
    private const int Shards = 4;
    private const int Crashes = 3;
    private const int Neighbours = 4;

    // A heartbeat may take long on a busy machine.
    private static readonly ClusterOptions Options = new()
    {
        Ttl = Duration.FromSeconds(6),
        Heartbeat = Duration.FromSeconds(2),
        MovesPerScan = 32,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly EntityAddress Sick = Address("sick");

    private readonly ConcurrentDictionary<string, ClusterMember> _members = new(StringComparer.Ordinal);
    private PostgresJournalOptions _database = null!;
    private int _commands;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static int Shard => Sick.Shard() % Shards;

    public async ValueTask InitializeAsync() => _database = await server.NewDatabaseAsync(Shards);

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Values)
        {
            await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_entity_that_crashes_three_times_is_set_aside_alone_and_stays_so_when_its_shard_moves()
    {
        await Task.WhenAll(StartAsync("a"), StartAsync("b"));
        var owner = await OwnedByAsync(null);
        await AcceptedAsync(Sick, new AccountCommand.Deposit(7));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var neighbours = NeighboursOf(Sick).Take(Neighbours).ToArray();
        var served = new int[Neighbours];
        var load = Task.WhenAll(neighbours.Select((_, index) => DepositAsync(index)));

        for (var crash = 0; crash < Crashes; crash++)
        {
            await RefusedAsync(RetryReason.Faulted, new AccountCommand.Crash());
        }

        await RefusedAsync(RetryReason.Quarantined, new AccountCommand.Deposit(1));
        await GoOnAsync();

        var other = owner == "a" ? "b" : "a";
        await _members[owner].Store.PreferAsync(Shard, other);
        await OwnedByAsync(other);
        await RefusedAsync(RetryReason.Quarantined, new AccountCommand.Deposit(1));
        await GoOnAsync();

        await enough.CancelAsync();
        await load;
        for (var index = 0; index < Neighbours; index++)
        {
            Assert.Equal(served[index], (await ReadAsync(neighbours[index])).Balance);
        }

        async Task DepositAsync(int index)
        {
            while (!enough.IsCancellationRequested)
            {
                await AcceptedAsync(neighbours[index], new AccountCommand.Deposit(1));
                Interlocked.Increment(ref served[index]);
            }
        }

        async Task GoOnAsync()
        {
            var before = served.ToArray();
            await UntilAsync(
                () => Task.FromResult(served.Zip(before).All(pair => pair.First > pair.Second + 2)),
                "every neighbour goes on");
        }
    }

    private static EntityAddress Address(string id) => EntityAddress.Of(AccountKind.Name, id);

    private static IEnumerable<EntityAddress> NeighboursOf(EntityAddress address) => Enumerable.Range(0, int.MaxValue)
        .Select(number => Address(string.Create(CultureInfo.InvariantCulture, $"neighbour-{number}")))
        .Where(other => other.Shard() % Shards == address.Shard() % Shards);

    private Task<ClusterMember> StartAsync(string name) =>
        ClusterMember.StartAsync(name, _database, Options, _members, Cancelled);

    /// <summary>Waits until a node, or any, has the shard; its name.</summary>
    private async Task<string> OwnedByAsync(string? name)
    {
        string? owner = null;
        await UntilAsync(
            async () =>
            {
                var table = await _members["a"].Store.ReadAsync(Cancelled);
                owner = table.Shards[Shard].Owner is { } id ? table.Find(id)?.Node.Name : null;
                return owner is not null && (name is null || owner == name);
            },
            $"the shard is {name ?? "anybody"}'s");
        return owner!;
    }

    private Task AcceptedAsync(EntityAddress address, AccountCommand command)
    {
        var context = NewContext();
        return UntilAsync(
            async () => (await AskAsync(address, command, context)).Outcome is ReplyOutcome.Accepted,
            $"{address} accepts");
    }

    private Task RefusedAsync(RetryReason reason, AccountCommand command)
    {
        var context = NewContext();
        return UntilAsync(
            async () =>
            {
                var reply = await AskAsync(Sick, command, context);
                Assert.Equal(ReplyOutcome.Retriable, reply.Outcome);
                return reply.Retry == reason;
            },
            $"the command is refused as {reason}");
    }

    private Task<Reply<AccountEvent, AccountRejection>> AskAsync(
        EntityAddress address, AccountCommand command, CommandContext context) =>
        _members["a"].CallAsync(_ => _members["a"].Accounts.AskAsync(address, command, context).AsTask());

    private async Task<Account> ReadAsync(EntityAddress address)
    {
        Account? read = null;
        await UntilAsync(
            async () =>
            {
                try
                {
                    read = (await _members["b"].Accounts.ReadAsync(address, Cancelled)).State;
                    return true;
                }
                catch (EntityUnavailableException)
                {
                    return false;
                }
            },
            $"{address} can be read");
        return read!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"It does not come to it that {what}.");
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }

    private CommandContext NewContext() => new(
        CommandId.Version5(
            Guid.Empty, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _commands)}")),
        new Principal(PrincipalKind.User, "tester"));
}
