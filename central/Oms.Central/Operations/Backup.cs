using Microsoft.Data.Sqlite;
using Oms.Central.Customers;
using Oms.Central.Hosting;

namespace Oms.Central.Operations;

/// <summary>Copies the databases and keys of a running node into a new directory (SQLite online backup).</summary>
internal static class Backup
{
    private static readonly string[] Databases =
        ["journal.db", "views.db", "requests.db", "telemetry.db", "customer-keys.db"];

    /// <returns>Why it cannot be done; null when it was done.</returns>
    public static async Task<string?> RunAsync(
        CentralNode node, string directory, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(directory))
        {
            return "It must be an absolute path.";
        }

        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return "It is not empty; a backup never overwrites another one.";
        }

        try
        {
            Directory.CreateDirectory(directory);
            foreach (var name in Databases)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var source = Path.Combine(node.DataDirectory, name);
                if (File.Exists(source))
                {
                    // The journal comes first, so that a read model may be ahead of it but is then rebuilt.
                    Copy(source, Path.Combine(directory, name));
                }
            }

            Rename(Path.Combine(directory, "journal.db"));
            var erasures = Path.Combine(node.DataDirectory, ErasureLedger.FileName);
            if (File.Exists(erasures))
            {
                File.Copy(erasures, Path.Combine(directory, ErasureLedger.FileName));
            }

            await CopyKeysAsync(node.DataDirectory, directory, cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            return $"It cannot be written: {failure.Message}";
        }
    }

    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = from,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false
            }.ToString());
        using var target = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    /// <summary>A centre that starts on the copy is another one to those who read its log: what happened after the
    /// backup is not in it.</summary>
    private static void Rename(string journal)
    {
        using var copy = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }.ToString());
        copy.Open();
        using var command = copy.CreateCommand();
        command.CommandText = "update life set id = random() | 1";
        _ = command.ExecuteNonQuery();
    }

    private static async Task CopyKeysAsync(string from, string to, CancellationToken cancellationToken)
    {
        var keys = Directory.CreateDirectory(Path.Combine(to, "keys")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "keys")))
        {
            var content = await File.ReadAllBytesAsync(file, cancellationToken);
            PrivateFile.Write(Path.Combine(keys, Path.GetFileName(file)), content);
        }

        var administrator = Path.Combine(from, Access.AdministratorKey.FileName);
        PrivateFile.Write(
            Path.Combine(to, Access.AdministratorKey.FileName),
            await File.ReadAllBytesAsync(administrator, cancellationToken));
    }
}
