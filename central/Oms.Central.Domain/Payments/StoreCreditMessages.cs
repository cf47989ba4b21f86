using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Finance;
using Oms.Json;

namespace Oms.Central.Payments;

/// <summary>What may be asked of store credit.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StoreCreditCommand.Grant), "grant")]
[JsonDerivedType(typeof(StoreCreditCommand.Withdraw), "withdraw")]
[JsonDerivedType(typeof(StoreCreditCommand.Answer), "answer")]
public abstract record StoreCreditCommand
{
    private StoreCreditCommand()
    {
    }

    /// <param name="Account">Whose it is, such as a customer's id.</param>
    public sealed record Grant(string Account, Money Amount, string Reason, string By) : StoreCreditCommand;

    /// <summary>Takes away what was granted and is not held.</summary>
    public sealed record Withdraw(Money Amount, string Reason, string By) : StoreCreditCommand;

    /// <summary>Carries out what a payment asks for.</summary>
    /// <remarks>Its identity is payment and number; the numbers of a payment come in their order.</remarks>
    public sealed record Answer(string Payment, int Number, TransactionKind Kind, Money Amount) : StoreCreditCommand;
}

/// <summary>What happened to store credit. Stored for ever (<see cref="StoreCreditEvents"/>).</summary>
public abstract record StoreCreditEvent
{
    private StoreCreditEvent()
    {
    }

    public sealed record CreditGranted(string Account, Money Amount, string Reason, string By, Instant At)
        : StoreCreditEvent;

    public sealed record CreditWithdrawn(Money Amount, string Reason, string By, Instant At) : StoreCreditEvent;

    /// <summary>A payment was authorised: the amount is taken off the balance.</summary>
    public sealed record CreditHeld(string Payment, int Number, Money Amount, Instant At) : StoreCreditEvent;

    /// <summary>A part of what a payment holds was captured.</summary>
    public sealed record CreditSpent(string Payment, int Number, Money Amount, Instant At) : StoreCreditEvent;

    /// <summary>What a payment held and did not need is back in the balance.</summary>
    public sealed record CreditReleased(string Payment, int Number, Money Amount, Instant At) : StoreCreditEvent;

    /// <summary>What was captured was refunded into the balance.</summary>
    public sealed record CreditRestored(string Payment, int Number, Money Amount, Instant At) : StoreCreditEvent;
}

/// <summary>Why store credit may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(StoreCreditRejection.TooLittle), "too_little")]
[JsonDerivedType(typeof(StoreCreditRejection.Invalid), "invalid")]
public abstract record StoreCreditRejection
{
    private StoreCreditRejection()
    {
    }

    /// <param name="Balance">What is there.</param>
    public sealed record TooLittle(Money Balance) : StoreCreditRejection;

    /// <param name="Field">A JSON Pointer (RFC 6901) into the request.</param>
    public sealed record Invalid(string Field, string Reason) : StoreCreditRejection;
}

/// <summary>The released names of store credit's events.</summary>
public static class StoreCreditEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("store-credit.granted", StoreCreditJson.Default.CreditGranted),
        EventForm.First("store-credit.withdrawn", StoreCreditJson.Default.CreditWithdrawn),
        EventForm.First("store-credit.held", StoreCreditJson.Default.CreditHeld),
        EventForm.First("store-credit.spent", StoreCreditJson.Default.CreditSpent),
        EventForm.First("store-credit.released", StoreCreditJson.Default.CreditReleased),
        EventForm.First("store-credit.restored", StoreCreditJson.Default.CreditRestored),
    ];
}

/// <summary>How store credit's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(StoreCreditEvent.CreditGranted))]
[JsonSerializable(typeof(StoreCreditEvent.CreditWithdrawn))]
[JsonSerializable(typeof(StoreCreditEvent.CreditHeld))]
[JsonSerializable(typeof(StoreCreditEvent.CreditSpent))]
[JsonSerializable(typeof(StoreCreditEvent.CreditReleased))]
[JsonSerializable(typeof(StoreCreditEvent.CreditRestored))]
[JsonSerializable(typeof(StoreCredit))]
public sealed partial class StoreCreditJson : JsonSerializerContext;

/// <summary>How store credit's commands, rejections and state cross from node to node.</summary>
/// <remarks>A member that is not known is passed over, so that a newer node may add one that has a default.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(StoreCreditCommand))]
[JsonSerializable(typeof(StoreCreditRejection))]
[JsonSerializable(typeof(StoreCredit))]
public sealed partial class StoreCreditWireJson : JsonSerializerContext;
