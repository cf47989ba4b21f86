using Microsoft.Data.Sqlite;

namespace Oms.Central.Storage;

/// <summary>A connection that compiles each text once. Who uses it is the only one, and one statement ends before the
/// next begins.</summary>
internal sealed class SqliteWriterConnection(string text) : SqliteConnection(text)
{
    /// <summary>Texts are constants of the program; were there ever more, all are compiled anew.</summary>
    private const int TextsMax = 256;

    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>The command of a text, with these values; disposing it only lets go of it.</summary>
    public SqliteCommand Command(string text, (string Name, object? Value)[] values)
    {
        if (!_kept.TryGetValue(text, out var command))
        {
            if (_kept.Count == TextsMax)
            {
                Forget();
            }

            command = new Kept { Connection = this, CommandText = text };
            _kept.Add(text, command);
        }

        command.Transaction = Transaction;
        command.Fill(values);
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
            command.End();
        }

        _kept.Clear();
    }

    private sealed class Kept : SqliteCommand
    {
        public void Fill((string Name, object? Value)[] values)
        {
            if (Parameters.Count != values.Length)
            {
                Parameters.Clear();
                foreach (var (name, _) in values)
                {
                    _ = Parameters.Add(new SqliteParameter { ParameterName = name });
                }
            }

            for (var i = 0; i < values.Length; i++)
            {
                (Parameters[i].ParameterName, Parameters[i].Value) = (values[i].Name, values[i].Value ?? DBNull.Value);
            }
        }

        public void End() => base.Dispose(disposing: true);

        protected override void Dispose(bool disposing)
        {
            // It is used again.
        }
    }
}
