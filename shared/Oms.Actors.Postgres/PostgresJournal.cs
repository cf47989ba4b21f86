using NodaTime;
using Npgsql;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Postgres;

/// <summary>A journal in a PostgreSQL database, for any number of nodes.</summary>
/// <remarks>
/// A fenced append is one autocommitted statement and one round trip, so that a paused node holds no lock (engine,
/// section 5.3). What the server did not plainly confirm has an unknown outcome.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class PostgresJournal : IJournal
{
    private const string OfEntity = "shard_id = $1 and entity_id = $2 and kind = $3 and tenant = $4";

    private readonly Connections _connections;
    private readonly PostgresReaders _readers;
    private readonly AppendLane[] _lanes;
    private bool _disposed;

    private PostgresJournal(Connections connections, int shardCount, long life, int lanes)
    {
        (_connections, ShardCount, Life) = (connections, shardCount, life);
        _readers = new PostgresReaders(connections.Reads);
        var duplicates = new DuplicateSearch(_readers);
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new AppendLane(connections.Lanes, duplicates))];
    }

    public int ShardCount { get; }

    public long Life { get; }

    /// <summary>The cluster that the database belongs to.</summary>
    internal Guid Cluster => _connections.Sources.Cluster;

    /// <summary>Opens the journal; brings an older or an empty database to the tables of this version
    /// first.</summary>
    /// <exception cref="PostgresJournalException">It cannot be used; the message names the database and the way
    /// out.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var connections = new Connections(options);
        try
        {
            var (shards, life) = await connections.Sources.PrepareAsync(
                async (source, database, token) => (
                    await PostgresSchema.CountShardsAsync(source, database, token),
                    await PostgresSchema.ReadLifeAsync(source, token)),
                cancellationToken);
            return new PostgresJournal(connections, shards, life, options.Lanes);
        }
        catch
        {
            await connections.DisposeAsync();
            throw;
        }
    }

    public async Task<ShardTerm> AcquireAsync(int shard, Guid owner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        try
        {
            await using var connection = await _connections.Acquires.OpenConnectionAsync(CancellationToken.None);
            var warning = new CommitWarning(connection);
            var (epoch, head, taken) = await AcquireAsync(connection, (short)shard, owner);

            // Not replicated for certain, so the epoch could be given a second time after a fail-over.
            return warning.Text is { } text ? throw new JournalUnavailableException(text)
                : taken ? new ShardTerm(shard, epoch, head)
                : throw new JournalFencedException(shard, epoch);
        }
        catch (NpgsqlException failure)
        {
            throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
        }
        catch (ObjectDisposedException failure)
        {
            throw new JournalUnavailableException("The journal is closed.", failure);
        }
    }

    /// <remarks>In one statement, so that a node that takes over many shards waits for the disk once and wakes the
    /// others once. Where that fails, perhaps for a lock on one of them, each is tried by itself.</remarks>
    public async Task<IReadOnlyList<ShardTerm>> AcquireAllAsync(IReadOnlyCollection<int> shards, Guid owner)
    {
        ArgumentNullException.ThrowIfNull(shards);
        if (shards.Count > 1)
        {
            try
            {
                await using var connection = await _connections.Acquires.OpenConnectionAsync(CancellationToken.None);
                var warning = new CommitWarning(connection);
                var terms = await AcquireAllAsync(connection, shards, owner);
                return warning.Text is { } text ? throw new JournalUnavailableException(text) : terms;
            }
            catch (PostgresException)
            {
                // The server undid all of it, or will find the epochs moved once more.
            }
            catch (NpgsqlException failure)
            {
                throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
            }
            catch (ObjectDisposedException failure)
            {
                throw new JournalUnavailableException("The journal is closed.", failure);
            }
        }

        return await ShardByShard.AcquireAsync(this, shards, owner);
    }

    public Task AppendAsync(AppendBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _lanes[batch.Shards[0].Term.Shard % _lanes.Length].AppendAsync(batch);
    }

    public Task<IReadOnlyList<JournalRecord>> ReadShardAsync(
        int shard, long afterOffset, int recordsMax, CancellationToken cancellationToken) => _readers.RowsAsync(
        $"""
        select {JournalRows.Columns} from journal where shard_id = $1 and shard_seq > $2
        order by shard_id, shard_seq limit $3
        """,
        [(short)shard, afterOffset, recordsMax],
        JournalRows.Record,
        cancellationToken);

    public Task<IReadOnlyList<JournalRecord>> ReadEntityAsync(
        EntityAddress address, long afterSeq, int recordsMax, CancellationToken cancellationToken) =>
        _readers.RowsAsync(
            $"select {JournalRows.Columns} from journal where {OfEntity} and seq > $5 order by seq limit $6",
            [.. Named(address), afterSeq, recordsMax],
            JournalRows.Record,
            cancellationToken);

    /// <remarks>A command's records end where the next command's first one stands.</remarks>
    public Task<IReadOnlyList<JournalRecord>> FindCommandAsync(
        EntityAddress address, CommandId commandId, CancellationToken cancellationToken) => _readers.RowsAsync(
        $"""
        with first as materialized (select seq from journal where {OfEntity} and cmd_id = $5)
        select {JournalRows.Columns} from journal where {OfEntity} and seq >= (select seq from first)
          and seq < coalesce(
            (select next.seq from journal next where {OfEntity} and next.seq > (select seq from first)
              and cmd_id is not null order by next.seq limit 1),
            9223372036854775807)
        order by seq
        """,
        [.. Named(address), commandId.Value],
        JournalRows.Record,
        cancellationToken);

    public Task<long> ReadHeadAsync(int shard, CancellationToken cancellationToken) => _readers.SingleAsync(
        "select head from shard where shard_id = $1", [(short)shard], row => row.GetInt64(0), cancellationToken);

    public async Task<IReadOnlyDictionary<int, long>> ReadEpochsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var rows = await _readers.RowsAsync(
            "select shard_id, epoch from shard where shard_id = any($1)",
            [shards.Select(shard => (short)shard).ToArray()],
            row => KeyValuePair.Create((int)row.GetInt16(0), row.GetInt64(1)),
            cancellationToken);
        return new Dictionary<int, long>(rows);
    }

    public Task<SnapshotRow?> ReadSnapshotAsync(EntityAddress address, CancellationToken cancellationToken) =>
        _readers.SingleAsync(
            $"select seq, sver, payload from snapshot where {OfEntity}",
            Named(address),
            row => new SnapshotRow(address, row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2)),
            cancellationToken);

    public Task<IReadOnlyList<ReminderRow>> ReadRemindersAsync(
        int shard, Instant dueAtOrBefore, int rowsMax, CancellationToken cancellationToken) => _readers.RowsAsync(
        """
        select tenant, kind, entity_id, name, due_at, ver from timer where shard_id = $1 and due_at <= $2
        order by due_at, tenant, kind, entity_id, name limit $3
        """,
        [(short)shard, JournalRows.Stored(dueAtOrBefore), rowsMax],
        row => new ReminderRow(
            JournalRows.Address(row, 0), row.GetString(3), JournalRows.Instant(row.GetInt64(4)), row.GetInt64(5)),
        cancellationToken);

    public Task<Instant?> ReadNextReminderAsync(int shard, CancellationToken cancellationToken) =>
        _readers.SingleAsync<Instant?>(
            "select due_at from timer where shard_id = $1 order by due_at limit 1",
            [(short)shard],
            row => JournalRows.Instant(row.GetInt64(0)),
            cancellationToken);

    public Task<long> ReadCursorAsync(int shard, string consumer, CancellationToken cancellationToken) =>
        _readers.SingleAsync(
            "select seq from shard_cursor where shard_id = $1 and consumer = $2",
            [(short)shard, consumer],
            row => row.GetInt64(0),
            cancellationToken);

    public Task<IReadOnlyList<QuarantineRow>> ReadQuarantineAsync(CancellationToken cancellationToken) =>
        _readers.RowsAsync(
            """
            select tenant, kind, entity_id, reason, at_seq, since from quarantine
            order by since, tenant, kind, entity_id
            """,
            [],
            row => new QuarantineRow(
                JournalRows.Address(row, 0), row.GetString(3), row.GetInt64(4), JournalRows.Instant(row.GetInt64(5))),
            cancellationToken);

    /// <summary>Reads the whole journal and says what is wrong with it.</summary>
    /// <returns>One sentence per finding; empty when the journal is sound.</returns>
    /// <remarks>
    /// Offsets and entities' sequence numbers gapless from 1; epochs never going back, nor beyond the shard's; heads at
    /// the newest record; command ids unique per entity.
    /// </remarks>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) =>
        JournalCheck.RunAsync(_readers, cancellationToken);

    /// <summary>Ends the appends in flight and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var lane in _lanes)
            {
                await lane.DisposeAsync();
            }

            await _connections.DisposeAsync();
        }
    }

    private static async Task<(long Epoch, long Head, bool Taken)> AcquireAsync(
        NpgsqlConnection connection, short shard, Guid owner)
    {
        await using var command = new NpgsqlCommand(
            "select term_epoch, term_head, taken from shard_acquire($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = owner });
        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
        await row.ReadAsync(CancellationToken.None);
        var answer = (row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2));

        // To the end: an error or a warning of the commit comes after the row.
        await row.NextResultAsync(CancellationToken.None);
        return answer;
    }

    private static async Task<IReadOnlyList<ShardTerm>> AcquireAllAsync(
        NpgsqlConnection connection, IEnumerable<int> shards, Guid owner)
    {
        // In one order for all nodes, so that two that take the same shards wait for each other in one direction.
        await using var command = new NpgsqlCommand(
            """
            select wanted.shard, term.term_epoch, term.term_head
            from unnest($1) as wanted (shard), lateral shard_acquire(wanted.shard, $2) as term where term.taken
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<short[]>
        {
            TypedValue = [.. shards.Order().Select(shard => (short)shard)],
        });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = owner });
        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
        List<ShardTerm> terms = [];
        while (await row.ReadAsync(CancellationToken.None))
        {
            terms.Add(new ShardTerm(row.GetInt16(0), row.GetInt64(1), row.GetInt64(2)));
        }

        await row.NextResultAsync(CancellationToken.None);
        return terms;
    }

    private object[] Named(EntityAddress address) =>
        [(short)(address.Shard() % ShardCount), address.Id, address.Kind, address.Tenant];
}
