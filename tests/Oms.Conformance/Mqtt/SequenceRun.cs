using Oms.Mqtt;
using Oms.Mqtt.Packets;
using Oms.Mqtt.Tests.Support;

namespace Oms.Conformance.Mqtt;

/// <summary>Plays sequences and holds each to its expectation, or to its deviation.</summary>
internal static class SequenceRun
{
    /// <summary>
    /// Deviating sequences often end in silence, so that they get little patience; the others get plenty, and use it
    /// only when they hang.
    /// </summary>
    public static async Task PlayAllAsync(
        string part, IReadOnlyList<Deviation> deviations, Func<PacketSequence, TimeSpan, Task<string?>> playAsync)
    {
        var sequences = PacketSequence.Load(PacketSequence.Folder(part));
        var (passed, deviating) = (0, 0);
        var wrong = new List<string>();
        var unused = new HashSet<Deviation>(deviations);
        foreach (var sequence in sequences)
        {
            var known = deviations.FirstOrDefault(d => d.Matches(sequence));
            var patience = known is null ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(150);
            var problem = await playAsync(sequence, patience);
            if (known is null && problem is not null)
            {
                wrong.Add($"{sequence.File}: {sequence.FullName}: {problem}");
            }
            else if (known is not null && problem is null)
            {
                wrong.Add($"{sequence.File}: {sequence.FullName}: no longer deviates ({known.Reason})");
            }

            (passed, deviating) = known is null ? (passed + 1, deviating) : (passed, deviating + 1);
            if (known is not null)
            {
                unused.Remove(known);
            }
        }

        wrong.AddRange(unused.Select(d => $"no sequence matches the deviation {d.Pattern}"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"mqtt/{part}: {sequences.Count} sequences, {passed} held to their expectation, {deviating} deviating");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sequences.Count}:\n{string.Join('\n', wrong)}");
    }

    /// <returns>What differs, or null.</returns>
    public static string? Compare(byte[] expected, byte[]? actual)
    {
        if (actual is null)
        {
            return $"closed instead of {Convert.ToHexString(expected)}";
        }

        // What a server says about itself in an accepting CONNACK is its own choice (3.2.2.3).
        var isAccepted = expected is [0x20, _, _, 0, ..] && actual is [0x20, _, _, 0, ..] && expected[2] == actual[2];
        return isAccepted || expected.AsSpan().SequenceEqual(actual)
            ? null
            : $"expected {Convert.ToHexString(expected)}, got {Convert.ToHexString(actual)}";
    }

    /// <summary>Reads until the other end closes; only its reason may come first (4.13.1).</summary>
    public static async Task<string?> ExpectCloseAsync(RawPeer peer, TimeSpan patience)
    {
        try
        {
            while (await peer.ReadFrameAsync(patience) is { } frame)
            {
                if (frame is not ([0xE0, ..] or [0x20, _, _, > 0, ..]))
                {
                    return $"expected the connection to close, got {Convert.ToHexString(frame)}";
                }
            }

            return null;
        }
        catch (TimeoutException)
        {
            return "the connection stayed open";
        }
    }

    public static MqttProtocolVersion Version(int level) =>
        level == 5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;

    public static byte[] AliveCheck(MqttProtocolVersion version) => RawPeer.Bytes(
        new MqttPacket.Publish("alive check", "payload"u8.ToArray())
        {
            QoS = MqttQualityOfServiceLevel.AtLeastOnce,
            PacketId = ushort.MaxValue,
        },
        version);
}
