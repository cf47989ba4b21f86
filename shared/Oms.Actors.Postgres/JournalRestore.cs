using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>What was found of a database that was restored from a backup.</summary>
/// <param name="Records">In all shards.</param>
/// <param name="EpochMin">The lowest epoch of a shard from now on.</param>
/// <param name="Findings">What is wrong with the journal; empty when it is sound, and only then was it changed.</param>
public sealed record RestoredJournal(long Records, long EpochMin, IReadOnlyList<string> Findings);

/// <summary>Makes a journal that was restored from a backup fit for nodes.</summary>
/// <remarks>
/// What was written after the backup is lost, and with it the epochs of that time. None of them may come again: a node
/// of that time that still runs could write under one. So every epoch is raised beyond all that can have been, every
/// incarnation is declared dead, no shard has an owner, and readers of the log are told that it is another one.
/// Running it twice does no harm.
/// </remarks>
public static class JournalRestore
{
    /// <summary>By how much epochs are raised: more than a shard changes hands in its life.</summary>
    public const long EpochsPassedOver = 1_000_000;

    private const string Raise =
        """
        with dead as (update node set state = 'dead' where state <> 'dead'),
          reborn as (update life set id = ('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint | 1),
          raised as (update shard set owner = null, epoch = epoch + $1 returning epoch, head)
        select sum(head)::bigint, min(epoch) from raised
        """;

    /// <summary>Checks the whole journal and, if it is sound, raises its epochs.</summary>
    /// <param name="cancellationToken">Gives the check up.</param>
    /// <exception cref="PostgresJournalException">It cannot be used; the message names the way out.</exception>
    /// <exception cref="NpgsqlException">The database refused or was lost; nothing was changed.</exception>
    public static async Task<RestoredJournal> FinishAsync(
        PostgresJournalOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using (var journal = await PostgresJournal.OpenAsync(options, cancellationToken))
        {
            if (await journal.CheckAsync(cancellationToken) is { Count: > 0 } findings)
            {
                return new RestoredJournal(0, 0, findings);
            }
        }

        await using var sources = new DataSources(options);
        await using var connection = await sources
            .Make("oms journal restore", "", writes: true, source => source.Pooling = false)
            .OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Raise, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = EpochsPassedOver });
        await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
        _ = await row.ReadAsync(CancellationToken.None);
        var restored = new RestoredJournal(row.GetInt64(0), row.GetInt64(1), []);
        _ = await row.NextResultAsync(CancellationToken.None);
        return restored;
    }
}
