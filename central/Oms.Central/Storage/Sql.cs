using System.Data.Common;

namespace Oms.Central.Storage;

/// <summary>Commands with named parameters. The text is always a constant of the program, never input.</summary>
internal static class Sql
{
    /// <summary>The most statements that are sent at once; more take another trip.</summary>
    private const int TogetherMax = 200;

    public static async ValueTask<int> RunAsync(
        this DbConnection connection, string text, params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        return await command.It.ExecuteNonQueryAsync();
    }

    public static async ValueTask<T?> OneAsync<T>(
        this DbConnection connection,
        string text,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        await using var reader = await command.It.ExecuteReaderAsync();
        return await reader.ReadAsync() ? read(reader) : default;
    }

    public static async ValueTask<List<T>> ManyAsync<T>(
        this DbConnection connection,
        string text,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        await using var reader = await command.It.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs one text with the values of each row, in their order; in one trip where the database takes
    /// several statements at once.</summary>
    /// <returns>How many rows were changed.</returns>
    public static async ValueTask<int> RunEachAsync(
        this DbConnection connection, string text, IEnumerable<(string Name, object? Value)[]> rows)
    {
        var changed = 0;
        if (!connection.CanCreateBatch)
        {
            foreach (var row in rows)
            {
                changed += await connection.RunAsync(text, row);
            }

            return changed;
        }

        foreach (var some in rows.Chunk(TogetherMax))
        {
            await using var batch = Batch(connection, text, some);
            changed += await batch.ExecuteNonQueryAsync();
        }

        return changed;
    }

    /// <summary>Reads one row for the values of each, in their order; in one trip where the database takes several
    /// statements at once.</summary>
    /// <returns>As many as there are keys; the default where there is no row.</returns>
    public static async ValueTask<IReadOnlyList<T?>> OneOfEachAsync<T>(
        this DbConnection connection,
        string text,
        Func<DbDataReader, T> read,
        IReadOnlyCollection<(string Name, object? Value)[]> keys)
    {
        var found = new List<T?>(keys.Count);
        if (!connection.CanCreateBatch)
        {
            foreach (var key in keys)
            {
                found.Add(await connection.OneAsync(text, read, key));
            }

            return found;
        }

        foreach (var some in keys.Chunk(TogetherMax))
        {
            await using var batch = Batch(connection, text, some);
            await using var reader = await batch.ExecuteReaderAsync();
            do
            {
                found.Add(await reader.ReadAsync() ? read(reader) : default);
            }
            while (await reader.NextResultAsync());
        }

        return found;
    }

    public static byte[] Bytes(this DbDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static Use Command(DbConnection connection, string text, (string Name, object? Value)[] values)
    {
        if (connection is SqliteWriterConnection writer)
        {
            return new Use(writer.Command(text, values), IsKept: true);
        }

        var command = connection.CreateCommand();
        command.CommandText = text;
        Fill(command.Parameters, command.CreateParameter, values);
        return new Use(command, IsKept: false);
    }

    private static DbBatch Batch(
        DbConnection connection, string text, IEnumerable<(string Name, object? Value)[]> rows)
    {
        var batch = connection.CreateBatch();
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            Fill(command.Parameters, command.CreateParameter, row);
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static void Fill(
        DbParameterCollection parameters, Func<DbParameter> create, (string Name, object? Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            var parameter = create();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            _ = parameters.Add(parameter);
        }
    }

    /// <param name="IsKept">Whether its connection keeps it for the next time.</param>
    private readonly record struct Use(DbCommand It, bool IsKept) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => IsKept ? ValueTask.CompletedTask : It.DisposeAsync();
    }
}
