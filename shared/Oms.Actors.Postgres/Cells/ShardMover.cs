using Npgsql;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres.Cells;

/// <summary>Moves shards between databases: drain, copy, switch.</summary>
/// <remarks>
/// All that is known of a move stands in the shard's rows, so whoever calls goes on where the last one stopped, and
/// several may at once. A shard is in one cell or the other at every instant, because one row decides: the source's,
/// when it says <c>moved</c>. Until then a move is undone by asking for the cell it came from.
/// </remarks>
/// <threadsafety>Any thread may call any member.</threadsafety>
public sealed class ShardMover : IAsyncDisposable
{
    private const int CopySeconds = 3_600;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(60);

    private static readonly (string Table, string Columns)[] Tables =
    [
        ("journal", JournalRows.Columns),
        ("snapshot", "shard_id, tenant, kind, entity_id, seq, sver, payload"),
        ("timer", "shard_id, tenant, kind, entity_id, name, due_at, ver"),
        ("shard_cursor", "shard_id, consumer, seq"),
        ("quarantine", "shard_id, tenant, kind, entity_id, reason, at_seq, since"),
    ];

    private readonly TimeProvider _time;
    private readonly List<DataSources> _made = [];
    private readonly NpgsqlDataSource[] _cells;

    internal ShardMover(IEnumerable<PostgresJournalOptions> cells, TimeProvider time)
    {
        _time = time;
        _cells = [.. cells.Select(options =>
        {
            var sources = new DataSources(options);
            _made.Add(sources);
            return sources.Make("oms cell move", "", writes: true, source =>
                (source.Pooling, source.CommandTimeout) = (false, CopySeconds));
        })];
    }

    /// <summary>Called after each step that was done, and before each wait for the owner, with its name.</summary>
    internal Func<string, Task> Did { get; set; } = _ => Task.CompletedTask;

    /// <summary>Moves a shard to a cell, or finishes or undoes what another move of it left.</summary>
    /// <param name="shard">From 0.</param>
    /// <param name="to">The cell, from 0.</param>
    /// <param name="cancellationToken">Gives up between two steps; the shard then waits for the next call.</param>
    /// <exception cref="ShardMoveException">Its owner does not let go of it, or it is on its way elsewhere.</exception>
    /// <exception cref="JournalUnavailableException">A database did not answer; call again.</exception>
    public async Task MoveAsync(int shard, int to, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(to);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(to, _cells.Length);
        var began = _time.GetTimestamp();
        try
        {
            while (!await StepAsync((short)shard, to, began, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (NpgsqlException failure)
        {
            throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sources in _made)
        {
            await sources.DisposeAsync();
        }
    }

    /// <summary>Does what is next, as the rows stand.</summary>
    /// <returns>Whether the shard is where it shall be.</returns>
    private async Task<bool> StepAsync(short shard, int to, long began, CancellationToken cancellationToken)
    {
        var at = await MappedAsync(shard, cancellationToken);
        var row = await RowAsync(at, shard, cancellationToken);
        switch (row.State)
        {
            case "active" when at == to:
                await CleanAsync(shard, at, row.Epoch, cancellationToken);
                return true;
            case "active":
                _ = await CallAsync(at, "select shard_move_begin($1, $2)", shard, (short)to);
                await Did("begin");
                return false;
            case "moving" or "copying" when at == to:
                _ = await CallAsync(at, "select shard_move_undo($1)", shard);
                await Did("undo");
                return false;
            case "moving" or "copying" when row.OtherCell != to:
                throw new ShardMoveException(
                    $"Shard {shard} is on its way from cell {at} to cell {row.OtherCell}. Move it to either first.");
            case "moving":
                await DrainAsync(shard, at, to, began, cancellationToken);
                return false;
            case "copying":
                if (!await CopyAsync(shard, at, to, row, cancellationToken))
                {
                    // Somebody else has gone on meanwhile.
                    await Task.Delay(LookAgain, _time, cancellationToken);
                    return false;
                }

                await Did("copy");
                _ = await CallAsync(at, "select shard_move_away($1, $2, $3)", shard, (short)to, row.Epoch);
                await Did("away");
                return false;
            case "moved":
                await ArriveAsync(shard, at, row);
                return false;
            default:
                // The map is ahead of what it names: the switch was lost with a fail-over.
                var source = row.OtherCell!.Value;
                await ArriveAsync(shard, source, await RowAsync(source, shard, cancellationToken));
                return false;
        }
    }

    private async Task DrainAsync(short shard, int at, int to, long began, CancellationToken cancellationToken)
    {
        if (await CallAsync(at, "select shard_move_freeze($1, $2)", shard, (short)to))
        {
            await Did("freeze");
            return;
        }

        if (_time.GetElapsedTime(began) > DrainMax)
        {
            _ = await CallAsync(at, "select shard_move_undo($1)", shard);
            throw new ShardMoveException(
                $"The owner of shard {shard} does not let go of it; it stays in cell {at}. Look at that node's log, or "
                + "declare it dead once its process has ended.");
        }

        await Did("wait");
        await Task.Delay(LookAgain, _time, cancellationToken);
    }

    /// <summary>The source has said that the shard is moved: the copy becomes the shard.</summary>
    private async Task ArriveAsync(short shard, int source, ShardPlace moved)
    {
        var to = moved.OtherCell!.Value;

        // Said once more, so that no fail-over of the source can take it back.
        if (!await CallAsync(source, "select shard_move_away($1, $2, $3)", shard, (short)to, moved.Epoch)
            || !await CallAsync(to, "select shard_move_in($1, $2)", shard, moved.Epoch))
        {
            throw new InvalidDataException(
                $"Cell {source} says that shard {shard} is moved to cell {to}, which does not have it.");
        }

        await Did("in");
        _ = await CallAsync(0, "select shard_map_set($1, $2, $3)", shard, (short)to, moved.Epoch + 1);
        await Did("map");
    }

    /// <summary>Removes what earlier moves left in other cells.</summary>
    /// <param name="epoch">The shard's, as it was seen here: a copy of a move that began since has a higher
    /// one.</param>
    private async Task CleanAsync(short shard, int at, long epoch, CancellationToken cancellationToken)
    {
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            if (cell != at
                && await RowAsync(cell, shard, cancellationToken) is { State: "moved" or "arriving", Head: > 0 } left
                && left.Epoch <= epoch)
            {
                _ = await CallAsync(cell, "select shard_move_clean($1, $2)", shard, left.Epoch);
                await Did("clean");
            }
        }
    }

    /// <returns>Whether the target has a whole and durable copy of the frozen shard.</returns>
    private async Task<bool> CopyAsync(
        short shard, int from, int to, ShardPlace frozen, CancellationToken cancellationToken)
    {
        await using var target = await _cells[to].OpenConnectionAsync(cancellationToken);
        var warning = new CommitWarning(target);
        await using var writing = await target.BeginTransactionAsync(cancellationToken);
        var here = await RowAsync(target, shard, "for update", cancellationToken);
        if (here.Epoch > frozen.Epoch || here.State is not ("moved" or "arriving"))
        {
            // Somebody else has finished this move, and perhaps others after it.
            return false;
        }

        if (here.State != "arriving" || here.Epoch != frozen.Epoch)
        {
            await using var source = await _cells[from].OpenConnectionAsync(cancellationToken);
            await using var reading = await source.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            if (await RowAsync(source, shard, "", cancellationToken) != frozen)
            {
                return false;
            }

            foreach (var (table, columns) in Tables)
            {
                await RunAsync(target, $"delete from {table} where shard_id = {shard}", cancellationToken);
                await CopyAsync(source, target, table, columns, shard, cancellationToken);
            }

            await using var count = new NpgsqlCommand(
                "select count(*), coalesce(max(shard_seq), 0) from journal where shard_id = $1", target);
            count.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
            await using var counted = await count.ExecuteReaderAsync(cancellationToken);
            await counted.ReadAsync(cancellationToken);
            if (counted.GetInt64(0) != frozen.Head || counted.GetInt64(1) != frozen.Head)
            {
                throw new InvalidDataException($"Shard {shard} of cell {from} does not end where its head says.");
            }
        }

        // Also where the copy is there: this commit waits for the standby, and with it for the one that made the copy.
        await using (var arrived = new NpgsqlCommand(
            """
            update shard set state = 'arriving', epoch = $2, head = $3, other_cell = $4, preferred = $5, owner = null
            where shard_id = $1
            """,
            target))
        {
            foreach (var value in new object[]
            {
                shard, frozen.Epoch, frozen.Head, (short)from, frozen.Preferred is { } name ? name : DBNull.Value,
            })
            {
                arrived.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await arrived.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await writing.CommitAsync(CancellationToken.None);
        if (warning.Text is { } text)
        {
            throw new JournalUnavailableException(text);
        }

        return true;
    }

    private static async Task CopyAsync(
        NpgsqlConnection source, NpgsqlConnection target, string table, string columns, short shard,
        CancellationToken cancellationToken)
    {
        await using var read = await source.BeginRawBinaryCopyAsync(
            $"copy (select {columns} from {table} where shard_id = {shard}) to stdout (format binary)",
            cancellationToken);
        await using var write = await target.BeginRawBinaryCopyAsync(
            $"copy {table} ({columns}) from stdin (format binary)", cancellationToken);
        await read.CopyToAsync(write, cancellationToken);
    }

    private async Task<int> MappedAsync(short shard, CancellationToken cancellationToken)
    {
        await using var first = await _cells[0].OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select cell_id from shard_map where shard_id = $1", first);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        return await command.ExecuteScalarAsync(cancellationToken) is short cell
            ? cell
            : throw new ArgumentOutOfRangeException(nameof(shard), shard, "There is no such shard.");
    }

    private async Task<ShardPlace> RowAsync(int cell, short shard, CancellationToken cancellationToken)
    {
        await using var connection = await _cells[cell].OpenConnectionAsync(cancellationToken);
        return await RowAsync(connection, shard, "", cancellationToken);
    }

    private static async Task<ShardPlace> RowAsync(
        NpgsqlConnection connection, short shard, string locking, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select state, epoch, head, other_cell, preferred from shard where shard_id = $1 {locking}", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return Place(row);
    }

    private static ShardPlace Place(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.IsDBNull(3) ? null : row.GetInt16(3),
        row.IsDBNull(4) ? null : row.GetString(4));

    /// <summary>A step: one autocommitted statement, which counts once it is durable.</summary>
    private async Task<bool> CallAsync(int cell, string sql, params object[] values)
    {
        await using var connection = await _cells[cell].OpenConnectionAsync(CancellationToken.None);
        var warning = new CommitWarning(connection);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
        await row.ReadAsync(CancellationToken.None);
        var done = row.GetBoolean(0);

        // To the end: an error or a warning of the commit comes after the row.
        await row.NextResultAsync(CancellationToken.None);
        return warning.Text is { } text ? throw new JournalUnavailableException(text) : done;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A shard's row in one cell.</summary>
    private sealed record ShardPlace(string State, long Epoch, long Head, int? OtherCell, string? Preferred);
}

/// <summary>A shard cannot be moved now; the message says why, and the way out.</summary>
public sealed class ShardMoveException(string message) : Exception(message);
