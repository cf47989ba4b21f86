using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Oms.Mqtt.Ingest;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Tests.Support;

/// <summary>A listener over connections in memory, with manual time and a recording host.</summary>
internal sealed class ListenerHarness : IAsyncDisposable, IMqttAuthenticator
{
    private readonly List<Task> _served = [];
    private readonly TestMeters _meters = new();
    private readonly MqttIngestMetrics _metrics;

    public ListenerHarness(Action<MqttIngestOptions>? configure = null)
    {
        configure?.Invoke(Options);
        _metrics = new MqttIngestMetrics(_meters);
        Listener = new MqttIngestListener(
            Microsoft.Extensions.Options.Options.Create(Options),
            this,
            Ingest,
            Time,
            _metrics,
            NullLogger<MqttIngestListener>.Instance);
    }

    public MqttIngestOptions Options { get; } = new() { KeepAliveSecondsMax = 65_535 };

    public ManualTime Time { get; } = new();

    public RecordingIngest Ingest { get; } = new();

    public MqttIngestListener Listener { get; }

    public MqttDevice Device { get; set; } = new("truck", ["#"], ["#"], MqttQuotas.Unlimited);

    /// <summary>Replaces the verdict; the default grants <see cref="Device"/> to everybody.</summary>
    public Func<MqttConnectRequest, MqttAuthentication>? Verdict { get; set; }

    public MqttConnectRequest? LastRequest { get; private set; }

    public ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttConnectRequest request, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return ValueTask.FromResult(Verdict?.Invoke(request) ?? new MqttAuthentication.Granted(Device));
    }

    public RawPeer Open(MqttProtocolVersion version, out MemoryConnection connection, int bufferBytes = 65_536)
    {
        connection = new MemoryConnection(bufferBytes);
        _served.Add(Listener.OnConnectedAsync(connection));
        return new RawPeer(connection.Client, version);
    }

    public RawPeer Open(MqttProtocolVersion version) => Open(version, out _);

    /// <summary>Connects and reads the CONNACK.</summary>
    public async Task<RawPeer> ConnectAsync(
        MqttProtocolVersion version = MqttProtocolVersion.V500,
        string clientId = "device",
        Func<MqttPacket.Connect, MqttPacket.Connect>? adjust = null)
    {
        var peer = Open(version);
        await ConnectAsync(peer, clientId, adjust);
        return peer;
    }

    public static async Task<MqttPacket.ConnAck> ConnectAsync(
        RawPeer peer, string clientId, Func<MqttPacket.Connect, MqttPacket.Connect>? adjust = null)
    {
        var connect = new MqttPacket.Connect(peer.Version, clientId, CleanStart: true) { KeepAliveSeconds = 60 };
        await peer.SendAsync(adjust?.Invoke(connect) ?? connect);
        var answer = await peer.ReadAsync<MqttPacket.ConnAck>();
        Assert.Equal(0, answer.Reason);
        return answer;
    }

    public static MqttPacket.Publish Publish(
        ushort packetId, int qos, string topic = "oms/v1/depot/reefer/7/temperature") =>
        new(topic, Encoding.UTF8.GetBytes($"message {packetId}"))
        {
            QoS = (MqttQualityOfServiceLevel)qos,
            PacketId = packetId,
        };

    /// <summary>Lets the work of other threads go on, in small steps of manual time, until a fact holds.</summary>
    public async Task UntilAsync(Func<bool> holds, double secondsAStep = 0.25)
    {
        for (var step = 0; !holds(); step++)
        {
            Assert.True(step < 20_000, "the fact never held");
            Time.Advance(TimeSpan.FromSeconds(secondsAStep));
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    public long Count(string instrument) => _meters.Sum(instrument);

    public async ValueTask DisposeAsync()
    {
        // Opens every gate first, so that a failed assertion fails and does not hang.
        foreach (var held in Ingest.Messages)
        {
            held.Durable.TrySetResult(MqttReasonCode.Success);
        }

        var stopped = Listener.DisposeAsync().AsTask();
        while (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)) != stopped)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(_served).WaitAsync(RawPeer.Patience);
        _metrics.Dispose();
        _meters.Dispose();
    }

    private sealed class TestMeters : IMeterFactory
    {
        private readonly Dictionary<string, long> _sums = [];
        private readonly List<Meter> _created = [];
        private readonly MeterListener _listener = new();

        public TestMeters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                lock (_sums)
                {
                    if (_created.Contains(instrument.Meter))
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            {
                lock (_sums)
                {
                    _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + value;
                }
            });
            _listener.Start();
        }

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            lock (_sums)
            {
                _created.Add(meter);
            }

            return meter;
        }

        public long Sum(string instrument)
        {
            lock (_sums)
            {
                return _sums.GetValueOrDefault(instrument);
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _created.ForEach(meter => meter.Dispose());
        }
    }
}
