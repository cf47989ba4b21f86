using Oms.Actors.Journal;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;

namespace Oms.Central.Imports;

/// <summary>Carries out stored imports, one after another; what a crash breaks off goes on with the first row that has
/// no result, here or at another node.</summary>
internal sealed class ImportWorker(CentralNode node, ILogger log)
{
    private const int RowsAtOnce = 25;
    private const int ResultsPerRead = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Works until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await GoOnAsync(cancellationToken), node.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    /// <returns>How long to rest.</returns>
    private async Task<TimeSpan> GoOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(cancellationToken) ? TimeSpan.Zero : Every;
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or IOException
            or JournalUnavailableException or System.Security.Cryptography.CryptographicException)
        {
            log.ImportsPaused(failure.Message);
            return AfterFailure;
        }
    }

    /// <summary>Takes a job as far as it goes.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await node.Imports.TakeAsync(node.Name, isAlone: !node.IsMember) is not var (job, content))
        {
            return false;
        }

        if (ImportKinds.Of(node).FirstOrDefault(each => each.Name == job.Kind) is not { } kind)
        {
            await node.Imports.FailAsync(job.Id, Problems.Invalid("kind", $"No node imports {job.Kind} any more."));
            return true;
        }

        var (rows, fault) = ImportRows.Read(job.ContentType, content, kind.Form);
        if (rows is null)
        {
            await node.Imports.FailAsync(job.Id, fault!);
            return true;
        }

        if (await AccessControl.CallerAsync(node, job.Principal) is not { } caller)
        {
            await node.Imports.FailAsync(
                job.Id, Problems.Of(403, "forbidden", "The key that left the file is revoked."));
            return true;
        }

        var runner = new ImportRunner(kind, job.Key, caller, job.IsDry, job.Replaces);
        await RunAsync(job, rows, runner, await RememberAsync(job, runner), cancellationToken);
        return true;
    }

    /// <returns>The last row that has its result.</returns>
    private async Task<int> RememberAsync(ImportJob job, ImportRunner runner)
    {
        var last = 0;
        while (await node.Imports.ResultsAsync(job.Id, last, ResultsPerRead) is { Count: > 0 } results)
        {
            results.ForEach(runner.Remember);
            last = results[^1].Row;
        }

        return last;
    }

    private async Task RunAsync(
        ImportJob job,
        IReadOnlyList<ImportRow> rows,
        ImportRunner runner,
        int done,
        CancellationToken cancellationToken)
    {
        foreach (var some in rows.Skip(done).Chunk(RowsAtOnce))
        {
            var results = new List<ImportRowView>();
            foreach (var row in some)
            {
                results.Add(await UntilItIsKnownAsync(row, runner, cancellationToken));
            }

            if (!await node.Imports.ProgressAsync(job.Id, node.Name, rows.Count, results, isDone: false))
            {
                return;
            }
        }

        _ = await node.Imports.ProgressAsync(job.Id, node.Name, rows.Count, [], isDone: true);
    }

    /// <summary>A row that cannot be carried out now is tried again: a shard may just be moving.</summary>
    private async Task<ImportRowView> UntilItIsKnownAsync(
        ImportRow row, ImportRunner runner, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = await runner.RunAsync(row, cancellationToken);
            if (result.Outcome != "retry")
            {
                return result;
            }

            await Task.Delay(AfterFailure, node.Time, cancellationToken);
        }
    }
}

/// <summary>Log messages 4800 to 4899.</summary>
internal static partial class ImportsLog
{
    [LoggerMessage(4800, LogLevel.Warning, "Imports could not be worked on and will be: {Reason}")]
    public static partial void ImportsPaused(this ILogger log, string reason);
}
