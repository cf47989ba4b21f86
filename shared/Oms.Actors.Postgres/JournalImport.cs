using Npgsql;
using NpgsqlTypes;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres;

/// <summary>Carries the shards of another journal into a PostgreSQL journal, each in one transaction.</summary>
/// <remarks>For a journal that nobody uses: it takes no lease. A shard that is there already, to the same head, is left
/// as it is; so an import that was interrupted is run again.</remarks>
public sealed class JournalImport : IAsyncDisposable
{
    private readonly DataSources _sources;
    private readonly NpgsqlDataSource _writes;

    private JournalImport(DataSources sources, NpgsqlDataSource writes) => (_sources, _writes) = (sources, writes);

    /// <summary>Opens the journal; makes its tables where they are not there.</summary>
    /// <exception cref="PostgresJournalException">It cannot be used; the message names the way out.</exception>
    public static async Task<JournalImport> OpenAsync(
        PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sources = new DataSources(options);
        try
        {
            return await sources.PrepareAsync(
                (_, _, _) => Task.FromResult(new JournalImport(sources, sources.Make(
                    "oms journal import", "", writes: true, source => source.Pooling = false))),
                cancellationToken);
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies one shard.</summary>
    /// <param name="records">All its records, in order.</param>
    /// <exception cref="InvalidDataException">The shard holds other records already.</exception>
    /// <exception cref="NpgsqlException">The database refused or was lost; nothing of the shard was stored.</exception>
    public async Task WriteAsync(
        ShardCopy copy, IAsyncEnumerable<JournalRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(records);
        await using var connection = await _writes.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var head = (long)(await ValueAsync(
            connection, "select head from shard where shard_id = $1 for update", (short)copy.Shard))!;
        if (head == copy.Head && head > 0)
        {
            return;
        }

        if (head > 0)
        {
            throw new InvalidDataException(
                $"Shard {copy.Shard} of {_sources.Database} holds {head} records of another journal. Name an empty "
                + "database.");
        }

        await CopyAsync(connection, records, cancellationToken);
        foreach (var row in copy.Cursors)
        {
            _ = await ValueAsync(
                connection, "insert into shard_cursor (shard_id, consumer, seq) values ($1, $2, $3)",
                (short)copy.Shard, row.Consumer, row.Offset);
        }

        foreach (var row in copy.Reminders)
        {
            _ = await ValueAsync(
                connection,
                """
                insert into timer (shard_id, tenant, kind, entity_id, name, due_at, ver)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                (short)copy.Shard, row.Address.Tenant, row.Address.Kind, row.Address.Id, row.Name,
                JournalRows.Stored(row.DueAt!.Value), row.Version);
        }

        foreach (var row in copy.Quarantine)
        {
            _ = await ValueAsync(
                connection,
                """
                insert into quarantine (shard_id, tenant, kind, entity_id, reason, at_seq, since)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                (short)copy.Shard, row.Address.Tenant, row.Address.Kind, row.Address.Id, row.Reason!, row.AtSeq,
                JournalRows.Stored(row.Since));
        }

        _ = await ValueAsync(
            connection, "update shard set epoch = $2, head = $3 where shard_id = $1",
            (short)copy.Shard, copy.Epoch, copy.Head);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _sources.DisposeAsync();

    private static async Task CopyAsync(
        NpgsqlConnection connection, IAsyncEnumerable<JournalRecord> records, CancellationToken cancellationToken)
    {
        await using var rows = await connection.BeginBinaryImportAsync(
            $"copy journal ({JournalRows.Columns}) from stdin (format binary)", cancellationToken);
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync((short)record.Shard, NpgsqlDbType.Smallint, cancellationToken);
            await rows.WriteAsync(record.Offset, NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(record.Address.Tenant, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(record.Address.Kind, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(record.Address.Id, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(record.Seq, NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(record.Epoch, NpgsqlDbType.Bigint, cancellationToken);
            if (record.CommandId is { } id)
            {
                await rows.WriteAsync(id.Value, NpgsqlDbType.Uuid, cancellationToken);
            }
            else
            {
                await rows.WriteNullAsync(cancellationToken);
            }

            await rows.WriteAsync(record.EventType, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(record.EventVersion, NpgsqlDbType.Integer, cancellationToken);
            await rows.WriteAsync(JournalRows.Stored(record.RecordedAt), NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(record.Meta.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await rows.WriteAsync(record.Payload.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            await rows.WriteAsync(record.Seal.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
        }

        _ = await rows.CompleteAsync(cancellationToken);
    }

    private static async Task<object?> ValueAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync();
    }
}
