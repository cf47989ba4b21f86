using System.Data.Common;

namespace Oms.Central.Storage;

/// <summary>Commands with named parameters. The text is always a constant of the program, never input.</summary>
internal static class Sql
{
    public static async ValueTask<int> RunAsync(
        this DbConnection connection, string text, params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        return await command.ExecuteNonQueryAsync();
    }

    public static async ValueTask<T?> OneAsync<T>(
        this DbConnection connection,
        string text,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? read(reader) : default;
    }

    public static async ValueTask<List<T>> ManyAsync<T>(
        this DbConnection connection,
        string text,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        await using var command = Command(connection, text, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static byte[] Bytes(this DbDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static DbCommand Command(DbConnection connection, string text, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            _ = command.Parameters.Add(parameter);
        }

        return command;
    }
}
