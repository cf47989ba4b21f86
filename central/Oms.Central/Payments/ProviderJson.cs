using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;
using Oms.Finance;
using Oms.Json;

namespace Oms.Central.Payments;

/// <summary>A transaction as it is asked for.</summary>
internal sealed record ProviderRequest(
    string Key, TransactionKind Kind, Money Amount, string Payment, string Token, string? Authorisation);

/// <summary>A transaction as the provider's record has it.</summary>
internal sealed record ProviderRecord(string Key, TransactionKind Kind, Money Amount, ProviderStatus Status)
{
    /// <summary>The provider's own id; there when it succeeded.</summary>
    public string? Id { get; init; }

    /// <summary>When an authorisation ends.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Reason { get; init; }
}

[JsonConverter(typeof(SnakeCaseEnumConverter<ProviderStatus>))]
internal enum ProviderStatus
{
    Pending,
    Succeeded,
    Declined,
}

internal sealed record DisputeRecord(
    string Ref, string Payment, Money Amount, string Reason, DisputeStatus Status);

/// <summary>A page of a settlement report.</summary>
internal sealed record SettlementRecord(IReadOnlyList<SettlementRow> Rows)
{
    /// <summary>Where the next page begins; null after the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>What a callback is about. Its word is never taken: the provider is asked.</summary>
internal sealed record ProviderNotice
{
    /// <summary>The key of a transaction that has changed.</summary>
    public string? Key { get; init; }

    /// <summary>The number of a dispute that has changed.</summary>
    public string? Dispute { get; init; }
}

/// <summary>How the provider is spoken to; members that it adds are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(ProviderRequest))]
[JsonSerializable(typeof(ProviderRecord))]
[JsonSerializable(typeof(DisputeRecord))]
[JsonSerializable(typeof(SettlementRecord))]
[JsonSerializable(typeof(ProviderNotice))]
internal sealed partial class ProviderJson : JsonSerializerContext;
