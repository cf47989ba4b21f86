using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Actors.Postgres.Peers;

/// <summary>What a frame is. The numbers are part of the protocol.</summary>
internal enum FrameType : byte
{
    /// <summary>Who one is, and what one speaks: the first frame of either side.</summary>
    Hello = 1,

    /// <summary>That the one who opened the stream knows the secret: its second frame.</summary>
    Proof = 2,

    Ask = 3,

    Answer = 4,

    /// <summary>Why one ends the stream: the last frame.</summary>
    Goodbye = 5,

    /// <summary>That nobody waits for the answer to an ask any more. No payload; from version 2 on.</summary>
    Cancel = 6,
}

/// <param name="Id">Joins an answer, or a cancel, to its ask; 0 in other frames.</param>
/// <param name="Payload">JSON; valid until the next frame is read.</param>
internal readonly record struct Frame(FrameType Type, ulong Id, ReadOnlySequence<byte> Payload);

/// <summary>How frames stand in a stream.</summary>
/// <remarks>
/// A header of 16 bytes, big-endian: the payload's length (4), the id (8), the type (1), and three that are zero and
/// passed over. Then the payload.
/// </remarks>
internal static class Framing
{
    public const int HeaderBytes = 16;

    private const int IdAt = 4;
    private const int TypeAt = 12;

    public static void WriteHeader(Span<byte> header, int payloadBytes, ulong id, FrameType type)
    {
        BinaryPrimitives.WriteInt32BigEndian(header, payloadBytes);
        BinaryPrimitives.WriteUInt64BigEndian(header[IdAt..], id);
        header[TypeAt] = (byte)type;
        header[(TypeAt + 1)..HeaderBytes].Clear();
    }

    /// <summary>Cuts the first frame off, if it is whole.</summary>
    /// <exception cref="PeerEndedException">Its header is none, or promises too much: known before the payload comes.
    /// </exception>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, int payloadBytesMax, out Frame frame)
    {
        frame = default;
        if (bytes.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        bytes.Slice(0, HeaderBytes).CopyTo(header);
        var type = header[TypeAt];
        if (type is < (byte)FrameType.Hello or > (byte)FrameType.Cancel)
        {
            throw PeerEndedException.Malformed($"A frame is of type {type}, which is not known.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > payloadBytesMax)
        {
            throw PeerEndedException.Malformed($"A frame of {length} bytes is longer than {payloadBytesMax}.");
        }

        if (bytes.Length < HeaderBytes + length)
        {
            return false;
        }

        frame = new Frame(
            (FrameType)type, BinaryPrimitives.ReadUInt64BigEndian(header[IdAt..]), bytes.Slice(HeaderBytes, length));
        bytes = bytes.Slice(HeaderBytes + length);
        return true;
    }

    /// <exception cref="JsonException">The payload is not one value of this form.</exception>
    public static T Read<T>(in Frame frame, JsonTypeInfo<T> form)
        where T : class
    {
        var json = new Utf8JsonReader(frame.Payload);
        var value = JsonSerializer.Deserialize(ref json, form) ?? throw new JsonException("The payload is null.");

        // It throws when more follows.
        _ = json.Read();
        return value;
    }
}
