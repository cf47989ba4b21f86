using Oms.Actors.Postgres;

namespace Oms.Central.Operations;

/// <summary>Makes a database that was restored from a backup fit for nodes, before any of them sees it.</summary>
internal static class Restoration
{
    /// <summary>Checks, raises the epochs, and says what it did.</summary>
    /// <exception cref="InvalidDataException">The journal is not sound; nothing was changed.</exception>
    public static async Task RunAsync(
        string connectionString, TextWriter output, CancellationToken cancellationToken)
    {
        var restored = await JournalRestore.FinishAsync(
            new PostgresJournalOptions(connectionString), cancellationToken);
        if (restored.Findings.Count > 0)
        {
            throw new InvalidDataException(
                $"The restored journal is not sound, and nothing was changed: {string.Join(' ', restored.Findings)} "
                + "Take an older backup.");
        }

        await output.WriteLineAsync(
            $"The journal is sound: {restored.Records} records. Every epoch is {restored.EpochMin} or above now, and "
            + "no node of before may write.");
    }
}
