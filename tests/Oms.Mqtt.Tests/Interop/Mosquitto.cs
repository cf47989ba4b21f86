using System.Net;
using System.Net.Sockets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Interop;

/// <summary>A Mosquitto broker of the system on a free port of the loopback interface.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly RealProcess _process;
    private readonly DirectoryInfo _folder;

    private Mosquitto(RealProcess process, DirectoryInfo folder, int port) =>
        (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<Mosquitto> StartAsync()
    {
        var program = RealProcess.Find("mosquitto", "mosquitto");
        var folder = Directory.CreateTempSubdirectory("oms-mosquitto-");
        var port = RealProcess.FreePort();
        var configuration = Path.Combine(folder.FullName, "mosquitto.conf");
        await File.WriteAllTextAsync(
            configuration,
            $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 10000\n");
        var broker = new Mosquitto(RealProcess.Start(program, "-c", configuration), folder, port);
        await broker.WaitAsync();
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // It ends at once when the port is another's, so that no stranger can be tested by mistake.
            Assert.False(_process.HasExited, "mosquitto did not start");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < RawPeer.Patience, "mosquitto does not listen");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
