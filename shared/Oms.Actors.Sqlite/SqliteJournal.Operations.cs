using Oms.Actors.Journal;
using SQLitePCL;

namespace Oms.Actors.Sqlite;

/// <summary>What operators do to a journal: check, back up, read out.</summary>
public sealed partial class SqliteJournal
{
    private const int PagesPerStep = 256;
    private const int CacheOfCopy = 2 << 10;

    /// <summary>Copies the journal while it is in use: a consistent state of some instant during the call.</summary>
    /// <param name="directory">A directory without a journal; it is created. It can be opened as a journal.</param>
    /// <exception cref="SqliteJournalException">There is a journal in it, or it cannot be written.</exception>
    /// <remarks>
    /// The copy runs on a connection of its own in steps, so that appends go on. Whoever restores it must let it be
    /// acquired anew, as every start does: no epoch is then used twice on one history.
    /// </remarks>
    public async Task BackupAsync(string directory, CancellationToken cancellationToken)
    {
        var target = _options with { Directory = directory };
        if (File.Exists(target.DatabasePath))
        {
            throw new SqliteJournalException(
                SqliteJournalFault.NotWritable,
                target.DatabasePath,
                $"{target.DatabasePath} exists already. Name an empty directory for the backup.");
        }

        try
        {
            Directory.CreateDirectory(directory);
            using var from = Database.Open(_options.DatabasePath, forWriting: false, CacheOfCopy);
            using var to = Database.Open(target.DatabasePath, forWriting: true, CacheOfCopy);
            from.Run("begin");
            from.ReadInt64("select count(*) from shard");
            using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
            int code;
            while ((code = raw.sqlite3_backup_step(backup, PagesPerStep)) == raw.SQLITE_OK)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            if (code != raw.SQLITE_DONE)
            {
                throw new SqliteStatementException(code, "The copy stopped.");
            }
        }
        catch (SqliteStatementException failure)
        {
            throw DirectoryLock.NotWritable(directory, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DirectoryLock.NotWritable(directory, failure);
        }
    }

    /// <summary>Reads the whole journal and says what is wrong with it.</summary>
    /// <returns>One sentence per finding; empty when the journal is sound.</returns>
    /// <remarks>
    /// Offsets and entities' sequence numbers gapless from 1; epochs never going back, nor beyond the shard's; heads at
    /// the newest record; command ids unique per entity; every page readable.
    /// </remarks>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<string>>(JournalCheck.Run, cancellationToken);

    /// <summary>Reads records out in log order, shard by shard.</summary>
    public async IAsyncEnumerable<JournalRecord> ExportAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int AtOnce = 512;
        for (var shard = 0; shard < ShardCount; shard++)
        {
            var after = 0L;
            IReadOnlyList<JournalRecord> records;
            do
            {
                records = await ReadShardAsync(shard, after, AtOnce, cancellationToken);
                foreach (var record in records)
                {
                    yield return record;
                }

                after += records.Count;
            }
            while (records.Count == AtOnce);
        }
    }

    /// <summary>Runs something on the writer's connection between two appends.</summary>
    internal Task MaintainAsync(Action<Database> maintenance) => _writer.MaintainAsync(maintenance);
}
