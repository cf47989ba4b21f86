using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>A connection that compiles each text once. Who uses it is the only one, and one statement ends before the
/// next begins.</summary>
internal sealed class SqliteWriterConnection(string text) : SqliteConnection(text)
{
    /// <summary>Texts are constants of the program; were there ever more, all are compiled anew.</summary>
    private const int TextsMax = 256;

    private readonly Dictionary<string, SqliteCommand> _kept = new(StringComparer.Ordinal);

    /// <summary>The command of a text, with these values; it stays this connection's.</summary>
    public SqliteCommand Command(string text, (string Name, object? Value)[] values)
    {
        if (!_kept.TryGetValue(text, out var command))
        {
            if (_kept.Count == TextsMax)
            {
                Forget();
            }

            command = new SqliteCommand(text, this);
            _kept.Add(text, command);
        }

        command.Transaction = Transaction;
        Fill(command.Parameters, values);
        return command;
    }

    protected override void Dispose(bool disposing)
    {
        Forget();
        base.Dispose(disposing);
    }

    private void Forget()
    {
        foreach (var command in _kept.Values)
        {
            command.Dispose();
        }

        _kept.Clear();
    }

    private static void Fill(SqliteParameterCollection parameters, (string Name, object? Value)[] values)
    {
        if (parameters.Count != values.Length)
        {
            parameters.Clear();
            foreach (var (name, _) in values)
            {
                _ = parameters.Add(new SqliteParameter { ParameterName = name });
            }
        }

        for (var i = 0; i < values.Length; i++)
        {
            (parameters[i].ParameterName, parameters[i].Value) = (values[i].Name, values[i].Value ?? DBNull.Value);
        }
    }
}
