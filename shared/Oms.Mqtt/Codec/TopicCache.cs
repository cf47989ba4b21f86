using System.Buffers.Binary;
using System.Text;

namespace Oms.Mqtt.Codec;

/// <summary>A topic name that was checked once, with what its user wants to remember about it.</summary>
internal sealed class TopicEntry(string name, byte[] utf8)
{
    public string Name { get; } = name;

    /// <summary>Whether the device may publish to it; null until somebody asked.</summary>
    public bool? Permitted { get; set; }

    public bool Is(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(utf8);
}

/// <summary>The topic names one connection uses again and again, so that each is decoded and checked once.</summary>
/// <remarks>Not thread-safe: it belongs to a read loop. Direct-mapped and bounded: no input fills memory.</remarks>
internal sealed class TopicCache
{
    private const int EntriesMax = 64;
    private const int TopicBytesMax = 512;

    private readonly TopicEntry?[] _entries = new TopicEntry?[EntriesMax];

    /// <exception cref="MqttProtocolException">The bytes are no topic name (3.3.2-1, 3.3.2-2).</exception>
    public TopicEntry Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > TopicBytesMax)
        {
            return Make(utf8);
        }

        ref var slot = ref _entries[Hash(utf8) % EntriesMax];
        return slot is { } known && known.Is(utf8) ? known : slot = Make(utf8);
    }

    private static TopicEntry Make(ReadOnlySpan<byte> utf8)
    {
        if (!MqttText.IsIdentifier(utf8))
        {
            PacketReader.ThrowMalformed("3.3.2-1: the topic name is not a clean UTF-8 string");
        }

        if (utf8.ContainsAny((byte)'+', (byte)'#'))
        {
            PacketReader.ThrowMalformed("3.3.2-2: the topic name contains a wildcard");
        }

        return new TopicEntry(Encoding.UTF8.GetString(utf8), utf8.ToArray());
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        unchecked
        {
            var hash = 2166136261u ^ (uint)utf8.Length;
            while (utf8.Length >= 4)
            {
                hash = (hash ^ BinaryPrimitives.ReadUInt32LittleEndian(utf8)) * 16777619u;
                hash ^= hash >> 15;
                utf8 = utf8[4..];
            }

            foreach (var b in utf8)
            {
                hash = (hash ^ b) * 16777619u;
            }

            return hash ^ (hash >> 13);
        }
    }
}
