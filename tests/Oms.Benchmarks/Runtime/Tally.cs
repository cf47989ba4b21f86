using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Actors;
using Oms.Entities;

namespace Oms.Benchmarks.Runtime;

/// <summary>The smallest entity there is: it counts, and refuses what is negative.</summary>
internal sealed record Tally(long Count) : IEntity<Tally, TallyCommand, TallyEvent, string>
{
    private static readonly Decision<TallyEvent, string> Negative = Decision<TallyEvent, string>.Reject("negative");

    public static Tally Initial { get; } = new(0);

    public static Decision<TallyEvent, string> Decide(Tally state, TallyCommand command, Instant now) =>
        command.By < 0 ? Negative : Decision<TallyEvent, string>.Accept(new TallyEvent(command.By));

    public static Tally Evolve(Tally state, TallyEvent happened) => new(state.Count + happened.By);
}

internal sealed record TallyCommand(long By);

internal sealed record TallyEvent(long By);

/// <summary>Stores a tally event as 300 bytes of JSON.</summary>
internal sealed class TallyCodec : IEventCodec<TallyEvent>
{
    public const int PayloadBytes = 300;
    private const int CountAt = 6;
    private const int CountDigits = 20;

    private static readonly EventName Name = new("tally.counted", 1);

    private static readonly byte[] Form = Encoding.UTF8.GetBytes(
        $$"""{"by":{{new string(' ', CountDigits)}},"load":"{{new string('x', PayloadBytes - CountDigits - 17)}}"}""");

    public EventName NameOf(TallyEvent happened) => Name;

    public void Write(TallyEvent happened, IBufferWriter<byte> output)
    {
        var bytes = output.GetSpan(PayloadBytes)[..PayloadBytes];
        Form.CopyTo(bytes);
        _ = Utf8Formatter.TryFormat(happened.By, bytes[CountAt..], out _);
        output.Advance(PayloadBytes);
    }

    public TallyEvent Read(EventName name, ReadOnlyMemory<byte> payload)
    {
        _ = Utf8Parser.TryParse(payload.Span[CountAt..], out long by, out _);
        return new TallyEvent(by);
    }
}

/// <summary>How tallies cross from node to node.</summary>
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(TallyCommand))]
[JsonSerializable(typeof(string))]
internal sealed partial class TallyWire : JsonSerializerContext;
