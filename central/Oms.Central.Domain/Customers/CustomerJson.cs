using System.Text.Json.Serialization;
using Oms.Central.Json;
using Oms.Json;

namespace Oms.Central.Customers;

/// <summary>How a customer's events and state are written, and the profile before it is encrypted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(InstantJsonConverter)])]
[JsonSerializable(typeof(CustomerEvent.CustomerRegistered))]
[JsonSerializable(typeof(CustomerEvent.CustomerRevised))]
[JsonSerializable(typeof(CustomerEvent.ConsentSet))]
[JsonSerializable(typeof(CustomerEvent.MergeBegun))]
[JsonSerializable(typeof(CustomerEvent.CustomerAbsorbed))]
[JsonSerializable(typeof(CustomerEvent.CustomerMerged))]
[JsonSerializable(typeof(CustomerEvent.MergeUndone))]
[JsonSerializable(typeof(CustomerEvent.CustomerErased))]
[JsonSerializable(typeof(CustomerAccount))]
[JsonSerializable(typeof(CustomerProfile))]
public sealed partial class CustomerJson : JsonSerializerContext;

/// <summary>The released names of a customer's events.</summary>
public static class CustomerEvents
{
    public static IReadOnlyList<EventForm> Forms { get; } =
    [
        EventForm.First("customer.registered", CustomerJson.Default.CustomerRegistered),
        EventForm.First("customer.revised", CustomerJson.Default.CustomerRevised),
        EventForm.First("customer.consent-set", CustomerJson.Default.ConsentSet),
        EventForm.First("customer.merge-begun", CustomerJson.Default.MergeBegun),
        EventForm.First("customer.absorbed", CustomerJson.Default.CustomerAbsorbed),
        EventForm.First("customer.merged", CustomerJson.Default.CustomerMerged),
        EventForm.First("customer.merge-undone", CustomerJson.Default.MergeUndone),
        EventForm.First("customer.erased", CustomerJson.Default.CustomerErased),
    ];
}
