using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Oms.Actors.Cluster;
using Oms.Actors.Postgres;
using Oms.Actors.Postgres.Peers;
using Oms.Actors.Sqlite;
using Oms.Central.Access;
using Oms.Central.Carriers;
using Oms.Central.Customers;
using Oms.Central.Epcis;
using Oms.Central.Imports;
using Oms.Central.Operations;
using Oms.Central.Orders;
using Oms.Central.Orders.Checks;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Central.Reports;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Settlements;
using Oms.Custody;
using Oms.Time;

namespace Oms.Central.Hosting;

/// <summary>One node of the centre as a process: journal, entities and HTTP server.</summary>
internal sealed class CentralHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly Backing _backing;
    private readonly CancellationTokenSource _stopping = new();

    // A subscriber that answers with another address is not followed there.
    private readonly HttpMessageInvoker _callbacks = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly HttpPaymentProvider? _provider;
    private readonly HttpChecks? _checks;
    private Task _delivering = Task.CompletedTask;
    private Task _paying = Task.CompletedTask;
    private Task _checking = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private Task _auditing = Task.CompletedTask;
    private Task _importing = Task.CompletedTask;
    private Task _reconciling = Task.CompletedTask;
    private Task _routing = Task.CompletedTask;
    private Task _promising = Task.CompletedTask;
    private Task _labelling = Task.CompletedTask;
    private Task _closing = Task.CompletedTask;
    private Task _matching = Task.CompletedTask;
    private bool _stopped;

    private CentralHost(
        WebApplication application,
        Backing backing,
        CentralNode node,
        HttpPaymentProvider? provider,
        HttpChecks? checks) =>
        (_application, _backing, Node, _provider, _checks) = (application, backing, node, provider, checks);

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
        WebApplication? application = null;
        Backing? backing = null;
        try
        {
            var peers = options.Cluster is { } cluster ? ClusterMember.PeersOf(cluster) : null;
            application = CentralApplication.Build(options, peers);
            Directory.CreateDirectory(options.DataDirectory);
            var keys = CentralKeys.LoadOrCreate(
                options.KeysDirectory ?? Path.Combine(options.DataDirectory, "keys"), options.LogOrigin);
            backing = await Backing.OpenAsync(options, peers, keys, application.Services);
            var carriers = CarrierPorts.Of(options.Carriers, TimeProvider.System);
            var node = new CentralNode(new CentralNodeServices(
                backing.Journal,
                backing.Stores,
                options.DataDirectory,
                keys,
                ClockOf(options, application),
                TaskScheduler.Default,
                application.Services.GetRequiredService<ILoggerFactory>(),
                application.Services.GetRequiredService<IMeterFactory>(),
                Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                new Random())
            {
                Waits = options.Clock is null ? null : TimeProvider.System,
                Cluster = backing.Member?.Services,
                Cells = backing.Cells,
                Epcis = options.Epcis,
                Payments = options.Payments,
                Prices = PricePorts.Of(options.Prices),
                Orders = options.Orders,
                Carriers = carriers,
                Books = options.Books,
                Lanes = options.Cluster is null ? 1 : Backing.DatabaseLanes,
            });
            var provider = options.Payments.Provider is { } settings
                ? new HttpPaymentProvider(settings, TimeProvider.System)
                : null;
            CentralApplication.Map(application, node, provider);
            backing.Member?.Map(application, node.System);
            var checks = options.Orders.Service is { } service ? new HttpChecks(service, TimeProvider.System) : null;
            return new CentralHost(application, backing, node, provider, checks);
        }
        catch (Exception failure)
        {
            await (backing?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (application?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (WayOut(failure, options) is { } message)
            {
                throw new StartException(message, failure);
            }

            throw;
        }
    }

    /// <summary>Recovers, then serves.</summary>
    /// <exception cref="StartException">The address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            // First the ports: nodes that start together need each other before any of them is ready.
            await _application.StartAsync(cancellationToken);
            await Node.StartAsync(cancellationToken);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            throw new StartException(
                $"{failure.Message} Stop the other process, or set Http:Url to another port.", failure);
        }
        catch (Exception failure) when (failure is NodeNameTakenException or NodeOutdatedException)
        {
            throw new StartException(failure.Message, failure);
        }

        await Node.WaitUntilKeysAreKnownAsync(cancellationToken);
        var keyFile = await AdministratorKey.EnsureAsync(Node, cancellationToken);
        await CustomerErasure.ReapplyAsync(Node, cancellationToken);
        Node.IsServing = true;
        _delivering = Task.Factory.StartNew(
            () => new SubscriptionDeliverer(Node, _callbacks, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _paying = _provider is null ? Task.CompletedTask : Task.Factory.StartNew(
            () => new PaymentWorker(Node, _provider, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _checking = Node.OrderSettings.Checks is null ? Task.CompletedTask : Task.Factory.StartNew(
            () => Checker().RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _watching = Task.Factory.StartNew(
            () => new OrderWatch(Node, _application.Services.GetRequiredService<IMeterFactory>(), _application.Logger)
                .RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _auditing = Task.Factory.StartNew(
            () => new StandingAudit(
                Node, _application.Services.GetRequiredService<IMeterFactory>(), _application.Logger)
                .RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _importing = Task.Factory.StartNew(
            () => new ImportWorker(Node, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _reconciling = Task.Factory.StartNew(
            () => new ReconciliationWorker(
                Node, _provider, _application.Services.GetRequiredService<IMeterFactory>(), _application.Logger)
                .RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _routing = Task.Factory.StartNew(
            () => new RoutingWorker(Node, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _promising = Task.Factory.StartNew(
            () => new PromiseWatch(
                Node, _application.Services.GetRequiredService<IMeterFactory>(), _application.Logger)
                .RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _labelling = Task.Factory.StartNew(
            () => new LabelWorker(Node, Node.CarrierPorts, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _closing = Task.Factory.StartNew(
            () => new CloseOutWorker(Node, Node.CarrierPorts, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        _matching = Task.Factory.StartNew(
            () => new ReturnMatcher(Node, _application.Logger).RunAsync(_stopping.Token),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
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
        _stopping.Cancel();
        await _delivering;
        await _paying;
        await _checking;
        await _watching;
        await _auditing;
        await _importing;
        await _reconciling;
        await _routing;
        await _promising;
        await _labelling;
        await _closing;
        await _matching;
        using var patience = new CancellationTokenSource(DrainMax, TimeProvider.System);

        // Of several nodes others take the shards over while this one still answers.
        await Node.System.LeaveAsync(patience.Token);
        await _application.StopAsync(patience.Token);
        await Node.DrainAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Node.DisposeAsync();
        await _backing.DisposeAsync();
        await _application.DisposeAsync();
        _callbacks.Dispose();
        _provider?.Dispose();
        _checks?.Dispose();
        Node.CarrierPorts.Dispose();
        _stopping.Dispose();
    }

    private CheckWorker Checker() => new(
        Node,
        Node.OrderSettings.Address switch
        {
            CheckSource.Rules => new RuleAddressVerifier(),
            CheckSource.Http => _checks,
            _ => null,
        },
        Node.OrderSettings.Fraud switch
        {
            CheckSource.Rules => new RuleFraudCheck(Node.OrderSettings.Limits),
            CheckSource.Http => _checks,
            _ => null,
        },
        _application.Logger);

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
            SqliteJournalException or PostgresJournalException or PeerTrustException => failure.Message,
            KeyFileException or InvalidDataException => failure.Message,
            Npgsql.NpgsqlException => $"The database cannot be used: {failure.Message}",
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
