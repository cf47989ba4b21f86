using System.Data.Common;
using Oms.Actors.Journal;
using Oms.Actors.Processes;

namespace Oms.Central.Storage;

/// <summary>A read model in tables: rows and position change in one transaction.</summary>
internal abstract class TableProjection(ITables tables) : IProjection
{
    private const string Stored = "SELECT upto FROM positions WHERE projection = @projection AND shard = @shard";
    private const int ShardsMax = 64;
    private const int EventsMax = 1_000;

    private readonly Lock _gate = new();
    private readonly List<Part> _waiting = [];
    private bool _isRunning;

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

    /// <summary>Shards that wait together share a transaction and its trips to the database.</summary>
    public Task ApplyAsync(int shard, long after, IReadOnlyList<RecordedEvent> events, long offset)
    {
        var part = new Part(shard, after, events, offset);
        lock (_gate)
        {
            _waiting.Add(part);
            if (_isRunning)
            {
                return part.Done.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return part.Done.Task;
    }

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

    /// <param name="events">Of one or more shards, each entity's in their order.</param>
    protected abstract ValueTask ApplyAsync(DbConnection connection, IReadOnlyList<RecordedEvent> events);

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } parts)
        {
            var failure = await TryAsync(parts);
            if (failure is null or JournalUnavailableException || parts.Count == 1)
            {
                parts.ForEach(part => part.End(failure));
                continue;
            }

            // What one of them did wrong is no other's.
            foreach (var part in parts)
            {
                part.End(await TryAsync([part]));
            }
        }
    }

    /// <summary>What waits, and where nothing does the end of the run.</summary>
    private List<Part> Take()
    {
        lock (_gate)
        {
            var (count, events) = (0, 0);
            while (count < _waiting.Count && count < ShardsMax && events < EventsMax)
            {
                events += _waiting[count].Events.Count;
                count++;
            }

            var taken = _waiting.GetRange(0, count);
            _waiting.RemoveRange(0, count);
            _isRunning = count > 0;
            return taken;
        }
    }

    /// <returns>Why nothing of them was stored; null where all was.</returns>
    private async Task<Exception?> TryAsync(List<Part> parts)
    {
        try
        {
            return await tables.WriteAsync(connection => ApplyAsync(connection, parts))
                ? null
                : new JournalUnavailableException("Too many writes wait.");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure;
        }
    }

    private async ValueTask ApplyAsync(DbConnection connection, List<Part> parts)
    {
        // First the positions: of two nodes that feed one shard the second waits here, and then finds another one. In
        // the order of the shards, so that no two wait for each other.
        var moved = await connection.RunEachAsync(
            """
            INSERT INTO positions(projection, shard, upto) VALUES(@projection, @shard, @offset)
            ON CONFLICT(projection, shard) DO NOTHING
            """,
            parts.Where(part => part.After == 0).OrderBy(part => part.Shard).Select(part => Values(part)[..^1]));
        moved += await connection.RunEachAsync(
            "UPDATE positions SET upto = @offset WHERE projection = @projection AND shard = @shard AND upto = @after",
            parts.Where(part => part.After != 0).OrderBy(part => part.Shard).Select(Values));
        if (moved != parts.Count)
        {
            throw new ProjectionMovedException(await PositionAsync(connection, parts[0].Shard));
        }

        await ApplyAsync(
            connection, parts.Count == 1 ? parts[0].Events : [.. parts.SelectMany(part => part.Events)]);
    }

    private (string Name, object? Value)[] Values(Part part) =>
        [("@projection", Name), ("@shard", part.Shard), ("@offset", part.Offset), ("@after", part.After)];

    private ValueTask<long> PositionAsync(DbConnection connection, int shard) =>
        connection.OneAsync(Stored, row => row.GetInt64(0), ("@projection", Name), ("@shard", shard));

    /// <summary>What is to be applied of one shard.</summary>
    private sealed record Part(int Shard, long After, IReadOnlyList<RecordedEvent> Events, long Offset)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End(Exception? failure)
        {
            if (failure is null)
            {
                Done.SetResult();
            }
            else
            {
                Done.SetException(failure);
            }
        }
    }
}
