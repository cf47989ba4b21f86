using Microsoft.Data.Sqlite;
using Oms.Actors.Journal;
using Oms.Actors.Processes;
using SQLitePCL;

namespace Oms.Central.Storage;

/// <summary>A read model in <see cref="ReadModel"/>: rows and position change in one transaction.</summary>
internal abstract class SqliteProjection(ReadModel model) : IProjection
{
    public abstract string Name { get; }

    /// <summary>The tables that only this projection writes.</summary>
    protected abstract IReadOnlyList<string> Tables { get; }

    public abstract bool Listens(string kind);

    public Task<long> ReadPositionAsync(int shard, CancellationToken cancellationToken)
    {
        using var reader = model.OpenReader();
        return Task.FromResult(reader.One(
            "SELECT offset FROM positions WHERE projection = @projection AND shard = @shard",
            row => row.GetInt64(0),
            ("@projection", Name),
            ("@shard", shard)));
    }

    public async Task ApplyAsync(int shard, IReadOnlyList<RecordedEvent> events, long offset)
    {
        try
        {
            await model.WriteAsync(async connection =>
            {
                await ApplyAsync(connection, events);
                _ = connection.Run(
                    """
                    INSERT INTO positions(projection, shard, offset) VALUES(@projection, @shard, @offset)
                    ON CONFLICT(projection, shard) DO UPDATE SET offset = excluded.offset
                    """,
                    ("@projection", Name),
                    ("@shard", shard),
                    ("@offset", offset));
            });
        }
        catch (SqliteException failure) when (
            failure.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY)
        {
            throw new JournalUnavailableException(failure.Message, failure);
        }
    }

    public Task ResetAsync() =>
        model.WriteAsync(connection =>
        {
            foreach (var table in Tables)
            {
                _ = connection.Run($"DELETE FROM {table}");
            }

            _ = connection.Run("DELETE FROM positions WHERE projection = @projection", ("@projection", Name));
            return ValueTask.CompletedTask;
        });

    protected abstract ValueTask ApplyAsync(SqliteConnection connection, IReadOnlyList<RecordedEvent> events);
}
