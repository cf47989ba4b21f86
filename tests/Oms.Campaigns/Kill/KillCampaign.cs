using System.Globalization;

namespace Oms.Campaigns.Kill;

/// <summary>
/// Plays the scenario once undisturbed, then over and over while servers are killed, and demands the same facts.
/// </summary>
internal sealed class KillCampaign(KillOptions options)
{
    private readonly TimeProvider _time = TimeProvider.System;

    /// <returns>0 when every run passed, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var undisturbed = new KillRun(options, Folder("undisturbed"), _time);
        var wrong = await undisturbed.RunAsync(expected: null, killSeed: null, cancellationToken);
        Report("undisturbed", began, undisturbed, wrong);
        if (wrong.Count > 0)
        {
            Console.WriteLine("0 passed, 1 failed");
            return 1;
        }

        var failed = 0;
        for (var seed = options.Seed; seed < options.Seed + options.Runs; seed++)
        {
            began = _time.GetTimestamp();
            var name = string.Create(CultureInfo.InvariantCulture, $"seed-{seed}");
            var run = new KillRun(options, Folder(name), _time);
            wrong = await run.RunAsync(undisturbed.Facts, seed, cancellationToken);
            Report(name, began, run, wrong);
            if (wrong.Count > 0)
            {
                failed++;
            }
            else
            {
                Directory.Delete(Folder(name), recursive: true);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{options.Runs - failed} passed, {failed} failed"));
        return failed == 0 ? 0 : 1;
    }

    private string Folder(string name) => Path.Combine(options.Out, name);

    private void Report(string name, long began, KillRun run, IReadOnlyList<string> wrong)
    {
        var seconds = _time.GetElapsedTime(began).TotalSeconds;
        var verdict = wrong.Count == 0 ? "passed" : "FAILED";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {verdict} in {seconds:0.0} s; killed: {run.Kills}"));
        foreach (var line in wrong)
        {
            Console.WriteLine($"  {line}");
        }
    }
}
