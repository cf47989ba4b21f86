namespace Oms.Actors.Sqlite;

/// <summary>Says to other processes that this one uses the data directory. The kernel lets go when the process
/// ends.</summary>
internal static class DirectoryLock
{
    /// <exception cref="SqliteJournalException">Another process holds it, or it cannot be written.</exception>
    public static FileStream Take(SqliteJournalOptions options)
    {
        var path = options.LockPath;
        try
        {
            Directory.CreateDirectory(options.Directory);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw NotWritable(options.Directory, failure);
        }
        catch (IOException failure) when (File.Exists(path) && !IsReadOnly(failure))
        {
            throw new SqliteJournalException(
                SqliteJournalFault.Locked,
                path,
                $"Another process uses the journal: it holds {path}. Stop it first, or choose another data directory.",
                failure);
        }
        catch (IOException failure)
        {
            throw NotWritable(options.Directory, failure);
        }
    }

    public static SqliteJournalException NotWritable(string directory, Exception cause) => new(
        SqliteJournalFault.NotWritable,
        directory,
        $"{directory} cannot be written: {cause.Message} Give the service's user the right to write there, "
            + "or choose another data directory.",
        cause);

    private static bool IsReadOnly(IOException failure) =>
        failure.Message.Contains("Read-only", StringComparison.OrdinalIgnoreCase);
}
