using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>Makes the ways to the server, each with the settings that its use asks for.</summary>
internal sealed class DataSources(PostgresJournalOptions options) : IAsyncDisposable
{
    /// <summary>Statements that a session keeps prepared.</summary>
    public const int StatementsPrepared = 32;

    /// <summary>
    /// A client that is paused or cut off must let go of the rows it locked (engine, section 5.3, rule 4b).
    /// Milliseconds, but for the keep-alives: seconds.
    /// </summary>
    public const string LetGo =
        " -c lock_timeout=1000 -c idle_in_transaction_session_timeout=1000 -c client_connection_check_interval=1000 "
        + "-c tcp_user_timeout=3000 -c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3";

    // Others that start at the same time come first, and a migration may rewrite tables.
    private const int SetupSeconds = 600;

    // What a role or a database sets may not weaken the journal: settings of the start of a session win over theirs.
    // Without warnings the cancelled wait for a standby would go unnoticed. The plans are made once, whatever the
    // tables hold at that time: so no plan may read a whole table only because it was small then.
    private const string Always =
        "-c client_min_messages=warning -c default_transaction_isolation=read\\ committed -c statement_timeout=0 "
        + "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";

    private readonly List<NpgsqlDataSource> _made = [];

    /// <summary>Hosts, port and database, for messages.</summary>
    public string Database { get; } = NameOf(new NpgsqlConnectionStringBuilder(options.ConnectionString));

    /// <summary>The cluster that the database belongs to, once it is prepared.</summary>
    public Guid Cluster { get; private set; }

    /// <summary>Brings the database to the tables of this version, then does what else must come before its
    /// use.</summary>
    /// <exception cref="PostgresJournalException">It cannot be used; the message names the database and the way
    /// out.</exception>
    public async Task<T> PrepareAsync<T>(
        Func<NpgsqlDataSource, string, CancellationToken, Task<T>> next, CancellationToken cancellationToken)
    {
        var setup = Make("oms journal setup", "", writes: true, source =>
            (source.Pooling, source.CommandTimeout) = (false, SetupSeconds));
        try
        {
            Cluster = await PostgresSchema.PrepareAsync(setup, Database, options, cancellationToken);
            return await next(setup, Database, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw ServerFailures.Refusal(failure) ?? new PostgresJournalException(
                PostgresJournalFault.Unreachable,
                Database,
                $"{Database} cannot be used: {ServerFailures.Text(failure)} Check that the server runs, that it can be "
                    + "written to, and that the connection string names it and a role that may create tables.",
                failure);
        }
    }

    /// <summary>A way to the server that accepts writes.</summary>
    /// <param name="purpose">The name of its sessions.</param>
    /// <param name="settings">Of the session, besides those that all have.</param>
    /// <param name="writes">Whether it writes: then no statement is called back, and the server must be
    /// durable.</param>
    /// <param name="tune">Sets what is particular to it.</param>
    public NpgsqlDataSource Make(
        string purpose, string settings, bool writes, Action<NpgsqlConnectionStringBuilder> tune)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        var source = builder.ConnectionStringBuilder;
        source.ApplicationName = purpose;
        source.Options = $"{source.Options} {Always}{settings}".TrimStart();
        source.Timeout = (int)options.ConnectWait.TotalSeconds;
        source.CommandTimeout = (int)options.AppendWait.TotalSeconds;
        (source.Pooling, source.MinPoolSize) = (true, 0);
        source.Multiplexing = false;
        source.TcpKeepAlive = true;
        source.TcpKeepAliveTime = 3;
        source.TcpKeepAliveInterval = 1;
        source.AutoPrepareMinUsages = 1;
        source.NoResetOnClose = true;
        source.Enlist = false;
        tune(source);
        if (writes)
        {
            // A write that is called back while it waits for a standby returns as if it had succeeded; so none is
            // called back: a timeout ends the connection and throws (engine, section 5.3).
            source.CancellationTimeout = -1;
        }

        // Asked of every connection that writes: after a fail-over it may lead to a server with other settings.
        var made = writes
            ? PrimarySource.Build(
                builder,
                connection => Durability.Demand(connection, Database),
                connection => Durability.DemandAsync(connection, Database))
            : PrimarySource.Build(builder);
        _made.Add(made.Made);
        return made.Source;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _made)
        {
            await source.DisposeAsync();
        }
    }

    private static string NameOf(NpgsqlConnectionStringBuilder source) =>
        $"{source.Host}:{source.Port}/{source.Database}";
}
