using System.Diagnostics;
using NodaTime;
using Npgsql;
using Oms.Actors.Cluster;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres.Cluster;

/// <summary>Where the nodes over one PostgreSQL journal meet: its database's clock judges their leases.</summary>
/// <remarks>
/// Every write is one autocommitted statement, a call of a function of the same name in <c>0001.sql</c>. What the
/// server did not plainly confirm throws <see cref="JournalOutcomeUnknownException"/>, what it did not do
/// <see cref="JournalUnavailableException"/>, both within the waits of the options.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PostgresClusterStore : IClusterStore, IAsyncDisposable
{
    private const string Table =
        """
        select s.shard_id, s.epoch, s.owner, s.head, s.preferred, null::uuid, null::uuid, null::text, null::text,
          null::integer, null::integer, null::text, null::boolean, s.state, coalesce(m.cell_id, 0::smallint)
        from shard s left join shard_map m on m.shard_id = s.shard_id
        union all
        select null, null, null, null, null, n.node_id, n.home, n.name, n.address, n.version, n.weight, n.state,
          n.lease_until < clock_timestamp(), null, null
        from node n where n.state <> 'dead' or exists (select from shard s where s.owner = n.node_id)
        union all
        select null, null, null, null, null, null, null, null, null, f.version, null, null, null, null, null
        from format f
        order by 1, 6
        """;

    private readonly ClusterConnections _connections;
    private readonly PostgresReaders _readers;
    private readonly ChangeListener _listener;

    private PostgresClusterStore(ClusterConnections connections, TimeProvider time)
    {
        _connections = connections;
        _readers = new PostgresReaders(connections.Reads);
        _listener = new ChangeListener(connections.Listens, time);
    }

    /// <summary>Opens the cluster's tables; brings an older or an empty database to those of this version
    /// first.</summary>
    /// <param name="options">The journal's own.</param>
    /// <param name="time">Only for pauses: no lease is judged by it.</param>
    /// <param name="cancellationToken">Gives the opening up.</param>
    /// <exception cref="PostgresJournalException">The database cannot be used; the message names it and the way
    /// out.</exception>
    public static async Task<PostgresClusterStore> OpenAsync(
        PostgresJournalOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        var connections = new ClusterConnections(options);
        try
        {
            return await connections.Sources.PrepareAsync(
                (_, _, _) => Task.FromResult(new PostgresClusterStore(connections, time)), cancellationToken);
        }
        catch
        {
            await connections.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task JoinAsync(NodeInfo node, Duration ttl)
    {
        ArgumentNullException.ThrowIfNull(node);
        var answer = await ChangeAsync<int>(
            "select node_join($1, $2, $3, $4, $5, $6, $7)",
            node.Id, node.Home, node.Name, node.Address, node.Version, node.Weight, ttl.ToTimeSpan());
        switch (answer)
        {
            case 0:
                break;
            case < 0:
                throw new NodeNameTakenException(node.Name, node.Address);
            default:
                throw new NodeOutdatedException(node.Name, node.Version, answer);
        }
    }

    public Task<bool> HeartbeatAsync(Guid node, Duration ttl) =>
        CallAsync<bool>(_connections.Heartbeats, "select node_renew($1, $2)", node, ttl.ToTimeSpan());

    public async Task<ClusterTable> ReadAsync(CancellationToken cancellationToken)
    {
        // One statement: nodes, shards and format of one snapshot.
        var rows = await _readers.RowsAsync<object>(
            Table,
            [],
            row => !row.IsDBNull(0) ? Shard(row) : row.IsDBNull(5) ? row.GetInt32(9) : Node(row),
            cancellationToken);
        return new ClusterTable([.. rows.OfType<NodeRow>()], [.. rows.OfType<ShardRow>()])
        {
            Format = rows.OfType<int>().Single(),
        };
    }

    public Task<int> DeclareExpiredAsync(Guid observer, Duration grace) =>
        ChangeAsync<int>("select node_declare_expired($1, $2)", observer, grace.ToTimeSpan());

    public Task<bool> DeclareDeadAsync(Guid node) => ChangeAsync<bool>("select node_set_state($1, $2)", node, "dead");

    public Task<bool> SetDrainingAsync(Guid node, bool draining) =>
        ChangeAsync<bool>("select node_set_state($1, $2)", node, draining ? "draining" : "up");

    public Task ReleaseAsync(int shard, long epoch, Guid owner) =>
        ChangeAsync<bool>("select shard_release($1, $2, $3)", checked((short)shard), epoch, owner);

    /// <remarks>In one statement: one wait for the disk, and one word to the others.</remarks>
    public Task ReleaseAllAsync(IReadOnlyCollection<(int Shard, long Epoch)> shards, Guid owner)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var ordered = shards.OrderBy(one => one.Shard).ToArray();
        return ChangeAsync<long>(
            """
            select count(*) from unnest($1, $2) as given (shard, epoch)
            where shard_release(given.shard, given.epoch, $3)
            """,
            ordered.Select(one => checked((short)one.Shard)).ToArray(),
            ordered.Select(one => one.Epoch).ToArray(),
            owner);
    }

    public Task<int> AdvanceFormatAsync(int format) => ChangeAsync<int>("select format_advance($1)", format);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard.</exception>
    public async Task PreferAsync(int shard, string? nodeName)
    {
        if (shard is < 0 or > byte.MaxValue || !await ChangeAsync<bool>(
            "select shard_prefer($1, $2)", (short)shard, nodeName is null ? DBNull.Value : nodeName))
        {
            throw new ArgumentOutOfRangeException(nameof(shard), shard, "There is no such shard.");
        }
    }

    public Task WaitForChangeAsync(CancellationToken cancellationToken) => _listener.WaitAsync(cancellationToken);

    /// <summary>Ends all waits and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private static ShardRow Shard(NpgsqlDataReader row) => new(
        row.GetInt16(0),
        row.GetInt64(1),
        row.IsDBNull(2) ? null : row.GetGuid(2),
        row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetString(4))
    {
        State = row.GetString(13) switch
        {
            "active" => ShardState.Active,
            "moving" => ShardState.Moving,
            "copying" => ShardState.Copying,
            "moved" => ShardState.Moved,
            "arriving" => ShardState.Arriving,
            var other => throw new UnreachableException($"No shard is {other}."),
        },
        Cell = row.GetInt16(14),
    };

    private static NodeRow Node(NpgsqlDataReader row) => new(
        new NodeInfo(
            row.GetGuid(5), row.GetString(7), row.GetString(8), row.GetGuid(6), row.GetInt32(9), row.GetInt32(10)),
        row.GetString(11) switch
        {
            "up" => NodeState.Up,
            "draining" => NodeState.Draining,
            "dead" => NodeState.Dead,
            var other => throw new UnreachableException($"No node is {other}."),
        },
        row.GetBoolean(12));

    private Task<T> ChangeAsync<T>(string sql, params object[] values) =>
        CallAsync<T>(_connections.Changes, sql, values);

    private static async Task<T> CallAsync<T>(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var connection = await OpenAsync(source);
        var warning = new CommitWarning(connection);
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
            await row.ReadAsync(CancellationToken.None);
            var answer = await row.GetFieldValueAsync<T>(0, CancellationToken.None);

            // To the end: an error or a warning of the commit comes after the row. With a warning it may be undone by a
            // fail-over, so nothing may rest on it.
            await row.NextResultAsync(CancellationToken.None);
            return warning.Text is { } text ? throw new JournalOutcomeUnknownException(text) : answer;
        }
        catch (NpgsqlException failure)
        {
            throw ServerFailures.WroteNothing(failure)
                ? new JournalUnavailableException(failure.Message, failure)
                : new JournalOutcomeUnknownException(failure.Message, failure);
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source)
    {
        try
        {
            return await source.OpenConnectionAsync(CancellationToken.None);
        }
        catch (NpgsqlException failure)
        {
            throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
        }
        catch (ObjectDisposedException failure)
        {
            throw new JournalUnavailableException("The cluster's store is closed.", failure);
        }
    }
}
