using System.IO.Pipelines;
using Oms.Mqtt.Codec;
using Oms.Mqtt.Packets;

namespace Oms.Mqtt.Session;

/// <summary>
/// What one connection is about to send. Writers append under <see cref="Gate"/>; one loop sends everything that
/// gathered while the last flush was under way, so a run of acknowledgements leaves in one write.
/// </summary>
/// <remarks>The gate also guards the flows of the connection: what they decide is what is written.</remarks>
internal sealed class PacketOutput(PipeWriter writer, TimeProvider time)
{
    private readonly Signal _wake = new();
    private PacketBuffer _filling = new();
    private PacketBuffer _sending = new();
    private bool _completed;
    private long _flushStarted;
    private long _lastSent = time.GetTimestamp();

    public Lock Gate { get; } = new();

    public MqttProtocolVersion Version { get; set; } = MqttProtocolVersion.V311;

    /// <summary>The bytes that wait for the flush under way. Only under the gate.</summary>
    public PacketBuffer Buffer => _filling;

    public int WaitingBytes => _filling.Length;

    /// <summary>How long the flush under way has taken: the measure of a slow reader.</summary>
    public TimeSpan Stalled
    {
        get
        {
            var started = Interlocked.Read(ref _flushStarted);
            return started == 0 ? TimeSpan.Zero : time.GetElapsedTime(started);
        }
    }

    public TimeSpan SinceLastSent => time.GetElapsedTime(Interlocked.Read(ref _lastSent));

    /// <summary>True once nothing more can be appended.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>The Maximum Packet Size of the peer (3.1.2.11.4, 3.2.2.3.6). Bytes.</summary>
    public uint PacketBytesMax { get; set; } = uint.MaxValue;

    /// <summary>Appends a packet unless the connection is ending.</summary>
    /// <returns>False when the packet is larger than the peer accepts, so that it must not go (3.1.2-24).</returns>
    public bool Write(MqttPacket packet)
    {
        lock (Gate)
        {
            var start = _filling.Length;
            if (!_completed && PacketEncoder.Write(_filling, packet, Version) > PacketBytesMax)
            {
                _filling.Truncate(start);
                return false;
            }
        }

        _wake.Set();
        return true;
    }

    /// <summary>Appends the last packet, if any, and ends the loop after what waits is sent.</summary>
    /// <returns>False when it had been completed before.</returns>
    public bool Complete(MqttPacket? last = null)
    {
        lock (Gate)
        {
            if (_completed)
            {
                return false;
            }

            if (last is not null)
            {
                PacketEncoder.Write(_filling, last, Version);
            }

            _completed = true;
        }

        _wake.Set();
        return true;
    }

    /// <summary>Sends what was appended under the gate.</summary>
    public void Flush() => _wake.Set();

    /// <summary>Sends until completed and drained, or until the peer is gone. Never throws for a lost peer.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await SendWaitingAsync())
            {
                await _wake.WaitAsync();
            }
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Complete();
        }
    }

    private async ValueTask<bool> SendWaitingAsync()
    {
        while (true)
        {
            lock (Gate)
            {
                if (_filling.Length == 0)
                {
                    return !_completed;
                }

                (_filling, _sending) = (_sending, _filling);
            }

            Interlocked.Exchange(ref _flushStarted, time.GetTimestamp());
            var result = await writer.WriteAsync(_sending.Written);
            Interlocked.Exchange(ref _flushStarted, 0);
            Interlocked.Exchange(ref _lastSent, time.GetTimestamp());
            _sending.Clear();
            if (result.IsCompleted || result.IsCanceled)
            {
                Complete();
                return false;
            }
        }
    }
}
