using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Oms.Json;

namespace Oms.Actors.Tests.Ledger;

/// <summary>What happened to an account.</summary>
public abstract record AccountEvent
{
    private AccountEvent()
    {
    }

    public sealed record Deposited(long Amount) : AccountEvent;

    public sealed record Withdrawn(long Amount) : AccountEvent;

    public sealed record Sent(
        string Transfer, [property: JsonConverter(typeof(AddressConverter))] EntityAddress To, long Amount)
        : AccountEvent;

    public sealed record Received(string Transfer, long Amount) : AccountEvent;

    public sealed record Refunded(string Transfer, long Amount) : AccountEvent;

    public sealed record Held(
        string Name, long Amount, [property: JsonConverter(typeof(InstantJsonConverter))] Instant Until)
        : AccountEvent;

    public sealed record Expired(string Name) : AccountEvent;
}

/// <summary>An address as tenant/kind/id.</summary>
public sealed class AddressConverter : JsonConverter<EntityAddress>
{
    public override EntityAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = reader.GetString()!.Split('/', 3);
        return EntityAddress.Of(parts[0], parts[1], parts[2]);
    }

    public override void Write(Utf8JsonWriter writer, EntityAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Why an account says no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(AccountRejection.NotPositive), "not-positive")]
[JsonDerivedType(typeof(AccountRejection.TooLittle), "too-little")]
[JsonDerivedType(typeof(AccountRejection.TooMuch), "too-much")]
public abstract record AccountRejection
{
    private AccountRejection()
    {
    }

    public sealed record NotPositive : AccountRejection;

    public sealed record TooLittle(long Free) : AccountRejection;

    public sealed record TooMuch(long Limit) : AccountRejection;
}
