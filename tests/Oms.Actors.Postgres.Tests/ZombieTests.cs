using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Npgsql;
using Oms.Actors.Cluster;
using Oms.Actors.Tests.Ledger;
using Oms.Entities;
using Xunit;

namespace Oms.Actors.Postgres.Tests;

/// <summary>A real process that ignores its lease and writes on after others have its shards.</summary>
public sealed class ZombieTests(SharedServer server)
{
    private const int Shards = 4;
    private const int Batches = 20;

    private static readonly ClusterOptions Options = new()
    {
        Ttl = Duration.FromSeconds(2),
        Heartbeat = Duration.FromMilliseconds(400),
        Margin = Duration.FromMilliseconds(400),
        Grace = Duration.FromMilliseconds(200),
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, ClusterMember> _members = new(StringComparer.Ordinal);
    private int _commands;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_a_node_writes_after_it_was_declared_dead_is_fenced()
    {
        var database = await server.NewDatabaseAsync(Shards);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var zombie = Zombie.Start(database.ConnectionString);
        await UntilAsync(() => Task.FromResult(zombie is { Owns: Shards, Accepted: > Batches }), "the zombie writes");
        await zombie.SignalAsync("STOP");

        await using var heir = await ClusterMember.StartAsync("heir", database, Options, _members, Cancelled);
        await UntilAsync(() => OwnsAllAsync(heir), "the heir has every shard");
        await DepositAsync(heir, Batches);
        var written = await WrittenByZombieAsync(source);
        var fencedBefore = zombie.Fenced;
        await zombie.SignalAsync("CONT");
        await UntilAsync(
            () => Task.FromResult(zombie.Fenced >= fencedBefore + Batches), "the zombie's batches are fenced");
        await DepositAsync(heir, Batches);

        Assert.True(written > 0);
        Assert.Equal(written, await WrittenByZombieAsync(source));
        Assert.Equal(2 * Batches, (await heir.Accounts.ReadAsync(Account, Cancelled)).State.Balance);
        await using var journal = await PostgresJournal.OpenAsync(database, Cancelled);
        Assert.Empty(await journal.CheckAsync(Cancelled));
    }

    private static EntityAddress Account => EntityAddress.Of(AccountKind.Name, "heir");

    private static async Task<bool> OwnsAllAsync(ClusterMember member)
    {
        var table = await member.Store.ReadAsync(Cancelled);
        return table.Shards.All(row => row.Owner == member.System.Self!.Id);
    }

    private async Task DepositAsync(ClusterMember member, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var number = Interlocked.Increment(ref _commands);
            var id = CommandId.Version5(Guid.Empty, string.Create(CultureInfo.InvariantCulture, $"heir/{number}"));
            var context = new CommandContext(id, new Principal(PrincipalKind.User, "tester"));
            await UntilAsync(
                async () => (await member.Accounts.AskAsync(Account, new AccountCommand.Deposit(1), context)).Outcome
                    is ReplyOutcome.Accepted,
                "a deposit is accepted");
        }
    }

    private static async Task<long> WrittenByZombieAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select count(*) from journal where entity_id like 'zombie-%'");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"It does not come to it that {what}.");
            await Task.Delay(LookAgain, TimeProvider.System, Cancelled);
        }
    }

    /// <summary>The process, and what it last said of itself.</summary>
    private sealed class Zombie : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly Task _reading;
        private volatile string _last = "0 0 0";

        private Zombie(Process process) => (_process, _reading) = (process, ReadAsync(process));

        public long Owns => Number(0);

        public long Accepted => Number(1);

        public long Fenced => Number(2);

        public static Zombie Start(string connectionString) => new(Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "oms-zombie"), [connectionString])
            {
                RedirectStandardOutput = true,
            })!);

        public async Task SignalAsync(string signal)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}");
            using var kill = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", text]))!;
            await kill.WaitForExitAsync(Cancelled);
            Assert.Equal(0, kill.ExitCode);
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            await _reading;
            _process.Dispose();
        }

        private long Number(int at) => long.Parse(_last.Split(' ')[at], CultureInfo.InvariantCulture);

        private async Task ReadAsync(Process process)
        {
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                _last = line;
            }
        }
    }
}
