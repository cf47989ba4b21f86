using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Central.Inventory;

/// <summary>Writes a collection that keeps sums as the plain collection that they follow from.</summary>
/// <param name="plain">What is written.</param>
/// <param name="kept">What is made of what is read.</param>
public abstract class KeptConverter<TKept, TPlain>(Func<TKept, TPlain> plain, Func<TPlain, TKept> kept)
    : JsonConverter<TKept>
    where TKept : class
{
    public override TKept Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, FormOf(options)) is { } read
            ? kept(read)
            : throw new JsonException("It is null.");

    public override void Write(Utf8JsonWriter writer, TKept value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, plain(value), FormOf(options));

    private static JsonTypeInfo<TPlain> FormOf(JsonSerializerOptions options) =>
        (JsonTypeInfo<TPlain>)options.GetTypeInfo(typeof(TPlain));
}

/// <summary>As an object of reservations by id.</summary>
public sealed class LiveReservationsConverter()
    : KeptConverter<LiveReservations, ImmutableSortedDictionary<string, Reservation>>(
        kept => kept.ById, plain => new LiveReservations(plain));

/// <summary>As what they come to.</summary>
public sealed class ReservationSumsConverter()
    : KeptConverter<LiveReservations, ReservationSums>(kept => kept.Sums, LiveReservations.Summed);

/// <summary>As nothing: what is read remembers nothing.</summary>
public sealed class ForgottenConverter : JsonConverter<Recent>
{
    public override bool HandleNull => true;

    public override Recent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? Recent.Empty : throw new JsonException("It is not null.");

    public override void Write(Utf8JsonWriter writer, Recent value, JsonSerializerOptions options) =>
        writer.WriteNullValue();
}

/// <summary>As a list in the order of the queue.</summary>
public sealed class WaitingBackordersConverter()
    : KeptConverter<WaitingBackorders, ImmutableList<Backorder>>(
        kept => kept.InOrder, plain => new WaitingBackorders(plain));

/// <summary>As an object of lots by name.</summary>
public sealed class LotTableConverter()
    : KeptConverter<LotTable, ImmutableSortedDictionary<string, Lot>>(
        kept => kept.ByName, plain => new LotTable(plain));
