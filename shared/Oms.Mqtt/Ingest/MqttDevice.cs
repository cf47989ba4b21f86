namespace Oms.Mqtt.Ingest;

/// <summary>Who a connection is, and what it may do: the answer to a successful authentication.</summary>
/// <param name="Identity">The name of the device in the host's own terms; never empty.</param>
/// <param name="PublishFilters">Topic filters the device may publish under, wills included.</param>
/// <param name="SubscribeFilters">Command topics: a subscription is granted when one of these includes it.</param>
/// <param name="Quotas">The rates the device is held to.</param>
public sealed record MqttDevice(
    string Identity,
    IReadOnlyList<string> PublishFilters,
    IReadOnlyList<string> SubscribeFilters,
    MqttQuotas Quotas);
