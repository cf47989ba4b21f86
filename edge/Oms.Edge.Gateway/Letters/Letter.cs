using System.Text.Json.Serialization;
using NodaTime;

namespace Oms.Edge.Gateway.Letters;

/// <summary>A message that could not be used, as it came.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Received">The gateway's time.</param>
/// <param name="Device">Who sent it.</param>
/// <param name="Reason">A word from a fixed set.</param>
/// <param name="Field">The member at fault; empty for the whole.</param>
/// <param name="Payload">The bytes, base64.</param>
internal sealed record Letter(
    long Number, Instant Received, string Device, string Topic, string Reason, string Field, string Detail,
        byte[] Payload);

/// <summary>That a letter was replayed.</summary>
internal sealed record LetterReplayed(long Number);

/// <summary>What a list shows of a letter.</summary>
internal sealed record LetterHead(
    long Number, Instant Received, string Device, string Topic, string Reason, string Field, string Detail,
        bool Replayed)
{
    /// <summary>Where the letter's record begins in its log.</summary>
    [JsonIgnore]
    public long Position { get; init; }
}
