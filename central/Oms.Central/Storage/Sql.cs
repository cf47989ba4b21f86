using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>Commands with named parameters. The text is always a constant of the program, never input.</summary>
internal static class Sql
{
    public static int Run(this SqliteConnection connection, string text, params (string Name, object? Value)[] values)
    {
        using var command = Command(connection, text, values);
        return command.ExecuteNonQuery();
    }

    public static T? One<T>(
        this SqliteConnection connection,
        string text,
        Func<SqliteDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        using var command = Command(connection, text, values);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public static List<T> Many<T>(
        this SqliteConnection connection,
        string text,
        Func<SqliteDataReader, T> read,
        params (string Name, object? Value)[] values)
    {
        using var command = Command(connection, text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static SqliteCommand Command(
        SqliteConnection connection, string text, (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            _ = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
