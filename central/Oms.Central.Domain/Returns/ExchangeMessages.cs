using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Central.Orders;
using Oms.Central.Pricing;
using Oms.Finance;
using Oms.Json;

namespace Oms.Central.Returns;

[JsonConverter(typeof(SnakeCaseEnumConverter<ExchangeStatus>))]
public enum ExchangeStatus
{
    /// <summary>No such exchange.</summary>
    Absent,

    /// <summary>Its return waits for approval.</summary>
    Proposed,
    Approved,

    /// <summary>The units are there; the replacement goes its way as any order.</summary>
    Completed,

    /// <summary>Nothing is exchanged.</summary>
    Ended,
}

/// <summary>What is exchanged for what.</summary>
/// <param name="Order">The order whose units come back.</param>
/// <param name="Request">Which units; its id is the exchange's.</param>
/// <param name="Replacement">The id of the order that replaces them.</param>
/// <param name="Placing">What it is placed with.</param>
/// <param name="Quote">Its taxes, as the port told them; shipping is free. Null in an order without prices.</param>
/// <param name="Worth">What is refunded for the units at most; null in an order without prices.</param>
/// <param name="Total">What the replacement costs; null in an order without prices.</param>
public sealed record ExchangeTerms(
    string Order,
    ReturnRequest Request,
    string Replacement,
    OrderTerms Placing,
    PriceQuote? Quote,
    Money? Worth,
    Money? Total)
{
    /// <summary>Lines of the replacement that suppliers send straight to the customer; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SuppliedLine>? Supplies { get; init; }
}

/// <summary>What an exchange can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ExchangeCommand.Propose), "propose")]
[JsonDerivedType(typeof(ExchangeCommand.RecordApproved), "record_approved")]
[JsonDerivedType(typeof(ExchangeCommand.RecordEnded), "record_ended")]
[JsonDerivedType(typeof(ExchangeCommand.RecordReturned), "record_returned")]
[JsonDerivedType(typeof(ExchangeCommand.RecordFault), "record_fault")]
public abstract record ExchangeCommand
{
    private ExchangeCommand()
    {
    }

    public sealed record Propose(string Id, ExchangeTerms Terms) : ExchangeCommand;

    /// <summary>The return is approved.</summary>
    public sealed record RecordApproved : ExchangeCommand;

    /// <summary>The return is refused, cancelled or not possible.</summary>
    public sealed record RecordEnded(string Reason) : ExchangeCommand;

    /// <summary>The return is closed.</summary>
    public sealed record RecordReturned(int Units, Money? Credit) : ExchangeCommand;

    /// <summary>The replacement did not follow.</summary>
    public sealed record RecordFault(string Reason) : ExchangeCommand;
}

/// <summary>What happened to an exchange. Stored for ever (<see cref="ExchangeEvents"/>).</summary>
public abstract record ExchangeEvent
{
    private ExchangeEvent()
    {
    }

    public sealed record ExchangeProposed(string Id, ExchangeTerms Terms, Instant At) : ExchangeEvent;

    public sealed record ExchangeApproved : ExchangeEvent;

    /// <summary>The replacement is to be placed.</summary>
    public sealed record ReplacementDue(string Replacement, PriceQuote? Quote) : ExchangeEvent
    {
        /// <summary>Lines that suppliers send straight to the customer; null for none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<SuppliedLine>? Supplies { get; init; }
    }

    public sealed record UnitsCameBack(int Units, Money? Credit) : ExchangeEvent;

    /// <summary>Store credit for a replacement that was placed before it was there.</summary>
    public sealed record ReplacementPaid(string Replacement, string Account, Money Amount) : ExchangeEvent;

    /// <param name="WasPlaced">Whether the replacement was placed already.</param>
    public sealed record ExchangeEnded(string Id, string Replacement, bool WasPlaced, string Reason) : ExchangeEvent;

    public sealed record ReplacementFailed(string Reason) : ExchangeEvent;
}

/// <summary>Why an exchange may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(ExchangeRejection.NoSuchExchange), "no_such_exchange")]
[JsonDerivedType(typeof(ExchangeRejection.IdTaken), "id_taken")]
public abstract record ExchangeRejection
{
    private ExchangeRejection()
    {
    }

    public sealed record NoSuchExchange : ExchangeRejection;

    /// <summary>The id stands for another exchange.</summary>
    public sealed record IdTaken : ExchangeRejection;
}

/// <summary>How an exchange's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(ExchangeEvent.ExchangeProposed))]
[JsonSerializable(typeof(ExchangeEvent.ExchangeApproved))]
[JsonSerializable(typeof(ExchangeEvent.ReplacementDue))]
[JsonSerializable(typeof(ExchangeEvent.UnitsCameBack))]
[JsonSerializable(typeof(ExchangeEvent.ReplacementPaid))]
[JsonSerializable(typeof(ExchangeEvent.ExchangeEnded))]
[JsonSerializable(typeof(ExchangeEvent.ReplacementFailed))]
[JsonSerializable(typeof(Exchange))]
public sealed partial class ExchangeJson : JsonSerializerContext;

/// <summary>How commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(ExchangeCommand))]
[JsonSerializable(typeof(ExchangeRejection))]
[JsonSerializable(typeof(Exchange))]
public sealed partial class ExchangeWireJson : JsonSerializerContext;

/// <summary>The released names of an exchange's events.</summary>
public static class ExchangeEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("exchange.proposed", ExchangeJson.Default.ExchangeProposed),
        EventForm.First("exchange.approved", ExchangeJson.Default.ExchangeApproved),
        EventForm.First("exchange.replacement-due", ExchangeJson.Default.ReplacementDue),
        EventForm.First("exchange.units-came-back", ExchangeJson.Default.UnitsCameBack),
        EventForm.First("exchange.replacement-paid", ExchangeJson.Default.ReplacementPaid),
        EventForm.First("exchange.ended", ExchangeJson.Default.ExchangeEnded),
        EventForm.First("exchange.replacement-failed", ExchangeJson.Default.ReplacementFailed),
    ];
}
