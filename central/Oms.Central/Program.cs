using Npgsql;
using Oms.Actors.Postgres;
using Oms.Actors.Sqlite;
using Oms.Central.Hosting;
using Oms.Central.Operations;

const int CannotStart = 2;
try
{
    var line = CommandLine.Parse(args);
    if (line.Text is { } text)
    {
        Console.WriteLine(text);
        return 0;
    }

    if (line.Migrates)
    {
        await Migration.RunAsync(MigrationSettings.From(line.Configuration()), Console.Out, CancellationToken.None);
        return 0;
    }

    if (line.Restores)
    {
        await Restoration.RunAsync(
            line.Configuration()["Journal:ConnectionString"]
                ?? throw new StartException("Name the restored database: --connection TEXT."),
            Console.Out,
            CancellationToken.None);
        return 0;
    }

    var options = line.Options();
    if (line.CheckOnly)
    {
        Console.WriteLine("The options are good.");
        return 0;
    }

    await using var host = await CentralHost.CreateAsync(options);
    await host.StartAsync(CancellationToken.None);
    await host.WaitForShutdownAsync();
    await host.StopAsync();
    return 0;
}
catch (Exception failure) when (failure is StartException
    || (failure is InvalidDataException or SqliteJournalException or PostgresJournalException or NpgsqlException
        && args is ["migrate" or "restored", ..]))
{
    await Console.Error.WriteLineAsync($"oms-central cannot start: {failure.Message}");
    return CannotStart;
}
