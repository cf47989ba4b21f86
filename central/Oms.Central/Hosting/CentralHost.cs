using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Oms.Actors.Sqlite;
using Oms.Central.Access;
using Oms.Custody;
using Oms.Time;

namespace Oms.Central.Hosting;

/// <summary>A whole centre in one process: journal, node and HTTP server.</summary>
internal sealed class CentralHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly SqliteJournal _journal;
    private bool _stopped;

    private CentralHost(WebApplication application, SqliteJournal journal, CentralNode node) =>
        (_application, _journal, Node) = (application, journal, node);

    public CentralNode Node { get; }

    /// <summary>Where it listens, once it has started.</summary>
    public Uri Address => new(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Everything that it serves.</summary>
    public IReadOnlyList<Endpoint> Endpoints =>
        _application.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Opens everything, and serves nothing yet.</summary>
    /// <exception cref="StartException">Something is missing, damaged or in use; the message names it.</exception>
    public static async Task<CentralHost> CreateAsync(CentralOptions options)
    {
        options.Check();
        var application = CentralApplication.Build(options);
        SqliteJournal? journal = null;
        try
        {
            Directory.CreateDirectory(options.DataDirectory);
            journal = SqliteJournal.Open(new SqliteJournalOptions(options.DataDirectory));
            var keys = CentralKeys.LoadOrCreate(Path.Combine(options.DataDirectory, "keys"), options.LogOrigin);
            var node = new CentralNode(new CentralNodeServices(
                journal,
                options.DataDirectory,
                keys,
                ClockOf(options, application),
                TaskScheduler.Default,
                application.Services.GetRequiredService<ILoggerFactory>(),
                application.Services.GetRequiredService<IMeterFactory>(),
                Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                new Random()));
            CentralApplication.Map(application, node);
            return new CentralHost(application, journal, node);
        }
        catch (Exception failure) when (WayOut(failure, options) is { } message)
        {
            await application.DisposeAsync();
            if (journal is not null)
            {
                await journal.DisposeAsync();
            }

            throw new StartException(message, failure);
        }
    }

    /// <summary>Recovers, then serves.</summary>
    /// <exception cref="StartException">The address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Node.StartAsync(cancellationToken);
        await Node.WaitUntilKeysAreKnownAsync(cancellationToken);
        var keyFile = await AdministratorKey.EnsureAsync(Node, cancellationToken);
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new StartException(
                $"{failure.Message} Stop the other process, or set Http:Url to another port.", failure);
        }

        _application.Logger.Started(Address, keyFile);
    }

    /// <summary>Waits until the process is told to stop (SIGTERM, Ctrl+C).</summary>
    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    /// <summary>Stops taking requests, lets those in flight end, then stops the entities.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        using var patience = new CancellationTokenSource(DrainMax, TimeProvider.System);
        await _application.StopAsync(patience.Token);
        await Node.DrainAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Node.DisposeAsync();
        await _application.DisposeAsync();
        await _journal.DisposeAsync();
    }

    private static TimeProvider ClockOf(CentralOptions options, WebApplication application)
    {
        if (options.Clock is not { } clock)
        {
            return TimeProvider.System;
        }

        application.Logger.ClockScaled(clock.Scale, clock.Origin);
        return new ScaledTimeProvider(TimeProvider.System, clock.InnerOrigin, clock.Origin, clock.Scale);
    }

    /// <summary>What an operator is told; null for a failure that is a bug and must be seen as one.</summary>
    private static string? WayOut(Exception failure, CentralOptions options) =>
        failure switch
        {
            SqliteJournalException => failure.Message,
            KeyFileException or InvalidDataException => failure.Message,
            SqliteException => $"A store in {options.DataDirectory} cannot be opened: {failure.Message}. "
                + "views.db is rebuilt when it is removed; the others come from a backup.",
            IOException or UnauthorizedAccessException =>
                $"{options.DataDirectory} cannot be used: {failure.Message} Make it writable for this user.",
            _ => null,
        };
}

/// <summary>Log messages 3300 to 3399.</summary>
internal static partial class HostLog
{
    [LoggerMessage(3300, LogLevel.Information, "Serves at {Address}; the administrator's key is in {KeyFile}")]
    public static partial void Started(this ILogger log, Uri address, string keyFile);

    [LoggerMessage(3301, LogLevel.Warning,
        "The clock is not the machine's: {Scale} times as fast, from {Origin}. For drills only")]
    public static partial void ClockScaled(this ILogger log, double scale, NodaTime.Instant origin);
}
