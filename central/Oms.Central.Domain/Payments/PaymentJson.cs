using System.Text.Json.Serialization;
using Oms.Json;

namespace Oms.Central.Payments;

/// <summary>How a payment's events and its state are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter), typeof(LocalDateJsonConverter)])]
[JsonSerializable(typeof(PaymentEvent.PaymentOpened))]
[JsonSerializable(typeof(PaymentEvent.TransactionRequested))]
[JsonSerializable(typeof(PaymentEvent.CallBegun))]
[JsonSerializable(typeof(PaymentEvent.TransactionInDoubt))]
[JsonSerializable(typeof(PaymentEvent.TransactionSucceeded))]
[JsonSerializable(typeof(PaymentEvent.TransactionFailed))]
[JsonSerializable(typeof(PaymentEvent.ProviderNotified))]
[JsonSerializable(typeof(PaymentEvent.AuthorisationExpired))]
[JsonSerializable(typeof(PaymentEvent.DisputeOpened))]
[JsonSerializable(typeof(PaymentEvent.DisputeSettled))]
[JsonSerializable(typeof(Payment))]
public sealed partial class PaymentJson : JsonSerializerContext;
