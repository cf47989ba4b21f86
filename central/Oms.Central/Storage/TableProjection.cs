using System.Data.Common;
using Oms.Actors.Journal;
using Oms.Actors.Processes;

namespace Oms.Central.Storage;

/// <summary>A read model in tables: rows and position change in one transaction.</summary>
internal abstract class TableProjection(ITables tables) : IProjection
{
    private const string Stored = "SELECT upto FROM positions WHERE projection = @projection AND shard = @shard";

    public abstract string Name { get; }

    /// <summary>The tables that only this projection writes.</summary>
    protected abstract IReadOnlyList<string> Tables { get; }

    public abstract bool Listens(string kind);

    public virtual bool Changes(RecordedEvent happened) => true;

    public async Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await tables.OpenReaderAsync(cancellationToken);
            return await PositionAsync(reader, shard);
        }
        catch (DbException failure)
        {
            throw new JournalUnavailableException(failure.Message, failure);
        }
    }

    public async Task<IReadOnlyDictionary<int, long>> ReadPositionsAsync(
        IReadOnlyCollection<int> shards, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = await tables.OpenReaderAsync(cancellationToken);
            var stored = await reader.ManyAsync(
                "SELECT shard, upto FROM positions WHERE projection = @projection",
                row => KeyValuePair.Create((int)row.GetInt64(0), row.GetInt64(1)),
                ("@projection", Name));
            var positions = stored.ToDictionary();
            return shards.ToDictionary(shard => shard, shard => positions.GetValueOrDefault(shard));
        }
        catch (DbException failure)
        {
            throw new JournalUnavailableException(failure.Message, failure);
        }
    }

    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset) =>
        tables.WriteAsync(async connection =>
        {
            // First the position: of two nodes that feed one shard the second waits here, and then finds another one.
            var moved = after == 0
                ? await connection.RunAsync(
                    """
                    INSERT INTO positions(projection, shard, upto) VALUES(@projection, @shard, @offset)
                    ON CONFLICT(projection, shard) DO NOTHING
                    """,
                    ("@projection", Name),
                    ("@shard", shard),
                    ("@offset", offset))
                : await connection.RunAsync(
                    """
                    UPDATE positions SET upto = @offset
                    WHERE projection = @projection AND shard = @shard AND upto = @after
                    """,
                    ("@projection", Name),
                    ("@shard", shard),
                    ("@offset", offset),
                    ("@after", after));
            if (moved == 0)
            {
                throw new ProjectionMovedException(await PositionAsync(connection, shard));
            }

            await ApplyAsync(connection, events);
        });

    public Task ResetAsync() =>
        tables.WriteAsync(async connection =>
        {
            _ = await connection.RunAsync(
                "DELETE FROM positions WHERE projection = @projection", ("@projection", Name));
            foreach (var table in Tables)
            {
                _ = await connection.RunAsync($"DELETE FROM {table}");
            }
        });

    protected abstract ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events);

    private ValueTask<long> PositionAsync(DbConnection connection, int shard) =>
        connection.OneAsync(Stored, row => row.GetInt64(0), ("@projection", Name), ("@shard", shard));
}
