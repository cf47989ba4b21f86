using Oms.Mqtt.Codec;
using Oms.Mqtt.Tests.Support;

namespace Oms.Mqtt.Tests.Codec;

/// <summary>Valid packets, damaged: bits flipped, bytes changed, cut out or put in, ends missing.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x7F, 0x80, 0xC0, 0xED, 0xFF];

    public static (byte[] Bytes, MqttProtocolVersion Version) Make(Random random)
    {
        var (packet, version) = PacketGen.Make(random.Next());
        var bytes = RawPeer.Bytes(packet, version).ToList();
        // Two of three keep a remaining length that is right, so that the damage reaches the fields.
        var keepsLength = random.Next(3) > 0;
        if (keepsLength)
        {
            bytes.RemoveRange(1, bytes.FindIndex(1, b => b < 0x80));
        }

        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            // Near the front, where lengths and flags are, more often than not.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(16, bytes.Count) : bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 4), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, Math.Min(8, bytes.Count)));
                    break;
            }
        }

        return (keepsLength && bytes.Count > 0 ? WithLength(bytes) : [.. bytes], version);
    }

    private static byte[] WithLength(List<byte> bytes)
    {
        var buffer = new PacketBuffer();
        buffer.WriteByte(bytes[0]);
        buffer.WriteVariableInteger((uint)bytes.Count - 1);
        buffer.WriteBytes([.. bytes.Skip(1)]);
        return buffer.Written.ToArray();
    }

    /// <summary>The number of mutations: the slice for every build, or what the campaign asks for.</summary>
    public static int Count(string variable, int slice) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var asked) ? asked : slice;
}
