using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Oms.Benchmarks.Mqtt;

/// <summary>A Mosquitto that keeps nothing; killed at the end by its id.</summary>
internal sealed class MosquittoProcess : IAsyncDisposable
{
    // Debian puts it where only root looks.
    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"];

    private readonly Process _process;

    private MosquittoProcess(Process process, IPEndPoint mqtt) => (_process, Mqtt) = (process, mqtt);

    public IPEndPoint Mqtt { get; }

    /// <summary>Starts it; null where it is not installed.</summary>
    public static async Task<MosquittoProcess?> TryStartAsync(string folder)
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program)
        {
            return null;
        }

        var mqtt = Ports.Free();
        var configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(
            configuration,
            $"listener {mqtt.Port} {mqtt.Address}\nallow_anonymous true\npersistence false\nlog_dest none\n");
        var broker = new MosquittoProcess(
            Process.Start(program, ["-c", configuration]) ?? throw new InvalidOperationException("It did not start."),
            mqtt);
        await broker.WaitAsync();
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        while (!_process.HasExited)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(Mqtt);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("mosquitto ended before it listened.");
    }
}
