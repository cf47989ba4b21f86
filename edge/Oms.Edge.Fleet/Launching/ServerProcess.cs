using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Oms.Edge.Fleet.Launching;

/// <summary>One server process: started, asked to stop, killed and started again, always by its own id.</summary>
/// <threadsafety>One caller at a time.</threadsafety>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;
    private const int LogTailLines = 12;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    private readonly string _executable;
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Uri _ready;
    private readonly TimeProvider _time;
    private Process? _process;

    /// <param name="name">What it is called in messages.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <param name="ready">Answers 200 once the server serves.</param>
    /// <param name="log">Where its output goes, appended.</param>
    /// <param name="time">Real time.</param>
    public ServerProcess(
        string name,
        string executable,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        Uri ready,
        string log,
        TimeProvider time)
    {
        (Name, _executable, _arguments, _environment) = (name, executable, arguments, environment);
        (_ready, Log, _time) = (ready, log, time);
    }

    public string Name { get; }

    /// <summary>The file with its output.</summary>
    public string Log { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process id; null while it does not run.</summary>
    public int? Id => IsRunning ? _process!.Id : null;

    /// <summary>What it holds in memory; null while it does not run.</summary>
    public ResidentMemory? Memory => Id is { } id ? ResidentMemory.Of(id) : null;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts it without waiting for it to serve.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{Name} runs already.");
        }

        // The shell replaces itself by the server, so the id is the server's, and its output needs no reader here.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", Log, _executable },
        };
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        _process?.Dispose();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_executable} did not start.");
    }

    /// <summary>Waits until it serves.</summary>
    /// <exception cref="ServerFailedException">It ended, or did not serve within a minute.</exception>
    public async Task WaitReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = _time.GetTimestamp();
        while (true)
        {
            if (!IsRunning)
            {
                throw new ServerFailedException(Name, "ended before it served", Tail());
            }

            try
            {
                using var answer = await http.GetAsync(_ready, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not there yet.
            }

            if (_time.GetElapsedTime(started) > ReadyLimit)
            {
                throw new ServerFailedException(Name, $"did not serve within {ReadyLimit.TotalSeconds} s", Tail());
            }

            await Task.Delay(AskAgain, _time, cancellationToken);
        }
    }

    /// <summary>Asks it to stop (SIGTERM) and waits; kills it when it does not within 20 s.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    public async Task<bool> StopAsync()
    {
        if (!IsRunning)
        {
            return true;
        }

        _ = Signal(_process!.Id, SignalTerminate);
        using var limit = new CancellationTokenSource(StopLimit, _time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return false;
        }
    }

    /// <summary>Kills it (SIGKILL): it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
        {
            Kills++;
            _process!.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Stops it where it is (SIGSTOP), as a machine that is short of memory or time does.</summary>
    public void Pause() => _ = Signal(_process!.Id, SignalStop);

    /// <summary>Lets a paused one go on.</summary>
    public void Resume() => _ = Signal(_process!.Id, SignalContinue);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private string Tail() =>
        File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(LogTailLines)) : "It wrote nothing.";

    // Process.Kill can only send SIGKILL.
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
