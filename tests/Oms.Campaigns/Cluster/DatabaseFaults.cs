using Npgsql;
using Oms.Testing.Postgres;

namespace Oms.Campaigns.Cluster;

/// <summary>What befalls the database.</summary>
internal sealed class DatabaseFaults(ClusterScene scene, Random random)
{
    private const string Terminate = "select count(pg_terminate_backend(pid)) from pg_stat_activity "
        + "where pid <> pg_backend_pid() and backend_type = 'client backend' and application_name like 'oms%'";

    public IEnumerable<(string Name, Func<Task> Do)> Kinds =>
    [
        ("database restarted at once", Server.RestartAsync),
        ("database killed", KillAsync),
        ("database paused", PauseAsync),
        ("sessions terminated", () => Server.QueryAsync(Terminate)),
        ("database out of connections", TakeConnectionsAsync),
        .. scene.Disk is null ? Array.Empty<(string, Func<Task>)>() : [("database's disk full", FillDiskAsync)],
    ];

    private PostgresServer Server => scene.Server;

    private async Task KillAsync()
    {
        await Server.KillAsync();
        await AwhileAsync(1_500);
        await Server.StartAgainAsync();
    }

    private async Task PauseAsync()
    {
        Server.Pause();
        await AwhileAsync(4_000);
        Server.Resume();
    }

    /// <summary>Takes every connection that is free, and then, again and again, those that nodes had.</summary>
    private async Task TakeConnectionsAsync()
    {
        List<NpgsqlConnection> taken = [];
        try
        {
            await TakeFreeAsync(taken);
            for (var round = 0; round < 3; round++)
            {
                // The first of those that were taken asks, since nobody else gets in.
                await using (var command = new NpgsqlCommand(Terminate, taken[0]))
                {
                    _ = await command.ExecuteScalarAsync();
                }

                await TakeFreeAsync(taken);
                await AwhileAsync(1_000);
            }
        }
        finally
        {
            foreach (var connection in taken)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task TakeFreeAsync(List<NpgsqlConnection> taken)
    {
        try
        {
            while (true)
            {
                var connection = new NpgsqlConnection(scene.Text + ";Pooling=false;Application Name=taker");
                taken.Add(connection);
                await connection.OpenAsync();
            }
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // That was the last one.
        }
    }

    /// <summary>Whatever is written meanwhile fails or gives the server up; with space again it must go on.</summary>
    private async Task FillDiskAsync()
    {
        scene.Disk!.Fill();
        await Task.Delay(TimeSpan.FromSeconds(1 + (3 * random.NextDouble())), TimeProvider.System);
        scene.Disk.Free();
        await Server.RecoverAsync();
    }

    private Task AwhileAsync(int most) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(most)), TimeProvider.System);
}
