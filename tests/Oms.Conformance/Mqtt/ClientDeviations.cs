namespace Oms.Conformance.Mqtt;

/// <summary>Where the client differs from the client library the sequences were written for.</summary>
internal static class ClientDeviations
{
    private const string Value = @"\((byte|two byte integer|four byte integer|UTF-8 string|binary data)\)";

    public static IReadOnlyList<Deviation> All { get; } =
    [
        new(
            @"v5\.0   PUBLISH DISALLOWED PROPERTIES \| "
                + @"(?!unknown|invalid)(reason-string property|[a-z-]+ " + Value + ")",
            "2.2.2.2: a property that is not valid for its packet type makes the packet malformed, 0x81, not 0x82."),
        new(
            @"v5\.0   PUBLISH \| 36 QoS 3 \(with mid\) \[MQTT-3\.3\.1-4\]",
            "3.3.1-4: both QoS bits set is a malformed packet, 0x81, not 0x82."),
        new(
            @"v5\.0   PUBLISH ALLOWED PROPERTIES \| 2\*subscription-identifier=1 \(variable byte integer\)",
            "3.3.2.3.8: a server includes one subscription identifier for each subscription that matched."),
    ];
}
