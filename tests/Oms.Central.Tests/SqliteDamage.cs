using Microsoft.Data.Sqlite;

namespace Oms.Central.Tests;

/// <summary>Statements on a stopped centre's files, to damage them.</summary>
internal static class SqliteDamage
{
    public static int Run(this SqliteConnection file, string text, params (string Name, object Value)[] values)
    {
        using var command = Command(file, text, values);
        return command.ExecuteNonQuery();
    }

    public static T One<T>(
        this SqliteConnection file,
        string text,
        Func<SqliteDataReader, T> read,
        params (string Name, object Value)[] values)
    {
        using var command = Command(file, text, values);
        using var row = command.ExecuteReader();
        return row.Read() ? read(row) : throw new InvalidDataException("There is no such row.");
    }

    private static SqliteCommand Command(SqliteConnection file, string text, (string Name, object Value)[] values)
    {
        var command = file.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            _ = command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
