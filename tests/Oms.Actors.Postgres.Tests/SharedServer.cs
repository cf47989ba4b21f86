using NodaTime;
using Oms.Actors.Postgres.Tests;
using Oms.Testing.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Oms.Actors.Postgres.Tests;

/// <summary>One server for all tests that do it no harm; each gets a database of its own.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private PostgresServer? _server;

    /// <summary>The server, started when first asked for, so that a test is skipped where there is none.</summary>
    public async Task<PostgresServer> ServerAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _server ??= await PostgresServer.StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A journal's options for an empty database.</summary>
    public async Task<PostgresJournalOptions> NewDatabaseAsync(int shards = 4)
    {
        var server = await ServerAsync();
        return Patient(server.ConnectionString(await server.CreateDatabaseAsync())) with { ShardCount = shards };
    }

    /// <summary>Waits that a busy machine does not exceed; a test that is about waiting sets its own.</summary>
    internal static PostgresJournalOptions Patient(string connectionString) => new(connectionString)
    {
        AppendWait = Duration.FromSeconds(60),
        ConnectWait = Duration.FromSeconds(30),
        HeartbeatWait = Duration.FromSeconds(60),
    };

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }
}
