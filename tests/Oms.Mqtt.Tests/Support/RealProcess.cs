using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Oms.Mqtt.Tests.Support;

/// <summary>A program of the system, started by the test and ended by its own process.</summary>
internal sealed class RealProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private RealProcess(Process process) =>
        (_process, _output, _errors) =
        (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public bool HasExited => _process.HasExited;

    /// <summary>The path of a program, or a skip that says what to install.</summary>
    public static string Find(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(["/usr/sbin", "/usr/bin", "/usr/local/sbin"]);
        var path = folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed (Debian package {package}).");
        return path!;
    }

    public static RealProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RealProcess(Process.Start(start)!);
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Waits for a program that ends by itself.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(RawPeer.Patience);
        return (_process.ExitCode, await _output + await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().WaitAsync(RawPeer.Patience);
        _process.Dispose();
    }
}
