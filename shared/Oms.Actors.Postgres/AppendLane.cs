using System.Data;
using Npgsql;
using Oms.Actors.Journal;

namespace Oms.Actors.Postgres;

/// <summary>One append after another, on a connection of its own that is kept open.</summary>
internal sealed class AppendLane(NpgsqlDataSource source, DuplicateSearch duplicates) : IAsyncDisposable
{
    // Not F0001: that is PostgreSQL's own code for a lock file, after which Npgsql ends the connection and takes the
    // server for dead until it looks again. Classes from I to Z are free.
    private const string Fenced = "OM001";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly AppendCommand _command = new();
    private NpgsqlConnection? _connection;
    private CommitWarning? _warning;
    private bool _closed;

    /// <exception cref="JournalFencedException">A shard's epoch or head is another.</exception>
    /// <exception cref="DuplicateCommandException">A command id stands in the log.</exception>
    /// <exception cref="JournalUnavailableException">Nothing was written.</exception>
    /// <exception cref="JournalOutcomeUnknownException">The server did not say that it is committed.</exception>
    public async Task AppendAsync(AppendBatch batch)
    {
        await _turn.WaitAsync();
        try
        {
            await ConnectAsync();
            await SendAsync(batch);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the append in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _closed = true;
        await DropAsync();
        _command.Dispose();
        _turn.Release();
    }

    private async Task ConnectAsync()
    {
        if (_closed)
        {
            throw new JournalUnavailableException("The journal is closed.");
        }

        if (_connection is { State: ConnectionState.Open })
        {
            return;
        }

        // Npgsql itself ends a connection after some errors of the server.
        await DropAsync();
        try
        {
            _connection = await source.OpenConnectionAsync(CancellationToken.None);
            _warning = new CommitWarning(_connection);
            await _command.PrepareAsync(_connection);
        }
        catch (NpgsqlException failure)
        {
            await DropAsync();
            throw new JournalUnavailableException(ServerFailures.Text(failure), failure);
        }
    }

    private async Task SendAsync(AppendBatch batch)
    {
        _warning!.Forget();
        try
        {
            await _command.ExecuteAsync(batch);
        }
        catch (PostgresException refused) when (refused.SqlState == Fenced)
        {
            throw FencedBy(refused, batch);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw await duplicates.ExplainAsync(batch, refused);
        }
        catch (NpgsqlException failure)
        {
            await DropAsync();
            throw ServerFailures.WroteNothing(failure)
                ? new JournalUnavailableException(failure.Message, failure)
                : new JournalOutcomeUnknownException(failure.Message, failure);
        }

        if (_warning.Text is { } text)
        {
            await DropAsync();
            throw new JournalOutcomeUnknownException(text);
        }
    }

    // "shard 7 is fenced": see the function journal_append.
    private static JournalFencedException FencedBy(PostgresException refused, AppendBatch batch)
    {
        var shard = int.Parse(refused.MessageText.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return new JournalFencedException(shard, batch.Shards.First(append => append.Term.Shard == shard).Term.Epoch);
    }

    private async Task DropAsync()
    {
        if (_connection is { } dropped)
        {
            _connection = null;
            await dropped.DisposeAsync();
        }
    }
}
