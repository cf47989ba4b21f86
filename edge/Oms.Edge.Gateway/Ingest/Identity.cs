using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Oms.Edge.Messages;
using Oms.Entities;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>What makes a message sent again known.</summary>
internal static class Identity
{
    // Fixed for ever: ids in depot logs are derived from it.
    private static readonly Guid DeviceSpace = new("6b0f3a55-8a0d-5d2e-9c58-0c2b1f7f4e11");

    /// <summary>The message's own id; else one derived from device, topic and payload.</summary>
    public static CommandId CommandOf(DevicePublication publication, DeviceMessage message) =>
        message.MessageId is { } id
            ? new CommandId(Guid.ParseExact(id, "D"))
            : CommandId.Version5(
                DeviceSpace,
                $"{publication.Device}\n{publication.Topic}\n{Fingerprint(publication.Payload)}");

    /// <summary>The same for readings: the first 16 bytes of a SHA-256.</summary>
    public static UInt128 OfReading(DevicePublication publication, DeviceMessage message)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var named = message.MessageId is { } id
            ? Encoding.UTF8.GetBytes($"{publication.Device}\n{id.ToLowerInvariant()}")
            : [.. Encoding.UTF8.GetBytes($"{publication.Device}\n{publication.Topic}\n"), .. publication.Payload];
        SHA256.HashData(named, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>A digest of the command as it was asked.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
