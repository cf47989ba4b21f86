using Npgsql;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres;

/// <summary>Reads on connections of their own, so that no append waits for a read.</summary>
internal sealed class PostgresReaders(NpgsqlDataSource source)
{
    /// <exception cref="JournalUnavailableException">The server did not answer.</exception>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using var command = source.CreateCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            List<T> rows = [];
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(read(row));
            }

            return rows;
        }
        catch (NpgsqlException failure)
        {
            throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
        }
        catch (ObjectDisposedException failure)
        {
            throw new JournalUnavailableException("The journal is closed.", failure);
        }
    }

    /// <summary>The first row, or the default where there is none.</summary>
    /// <exception cref="JournalUnavailableException">The server did not answer.</exception>
    public async Task<T?> SingleAsync<T>(
        string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(sql, values, read, cancellationToken);
        return rows.Count > 0 ? rows[0] : default;
    }
}
