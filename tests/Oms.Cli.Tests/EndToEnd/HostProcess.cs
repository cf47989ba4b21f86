using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Oms.Cli.Tests.EndToEnd;

/// <summary>A real host as a process of its own, on free ports; killed by its id at the end.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly Task _rest;

    private HostProcess(Process process, Match started, Task rest) =>
        (_process, Started, _rest) = (process, started, rest);

    /// <summary>What the log said when the host served.</summary>
    public Match Started { get; }

    /// <summary>Starts a host and waits until it says that it serves.</summary>
    /// <param name="assembly">The assembly's file name.</param>
    /// <param name="started">The part of the log that says so, with the ports.</param>
    public static async Task<HostProcess> StartAsync(
        string assembly, Regex started, IReadOnlyDictionary<string, string> options)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options)
        {
            start.Environment[$"OMS__{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        var process = Process.Start(start)!;
        using var hang = new CancellationTokenSource(Patience);
        List<string> log = [];
        while (await process.StandardOutput.ReadLineAsync(hang.Token) is { } line)
        {
            log.Add(line);
            if (started.Match(line) is { Success: true } match)
            {
                // Read on, so that the host is never held up by a full pipe.
                var rest = Task.WhenAll(
                    process.StandardOutput.ReadToEndAsync(CancellationToken.None),
                    process.StandardError.ReadToEndAsync(CancellationToken.None));
                return new HostProcess(process, match, rest);
            }
        }

        log.Add(await process.StandardError.ReadToEndAsync(hang.Token));
        Assert.Fail($"{assembly} ended: {string.Join('\n', log)}");
        throw new UnreachableException();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
    }
}
