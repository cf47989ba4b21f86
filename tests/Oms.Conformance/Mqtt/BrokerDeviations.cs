namespace Oms.Conformance.Mqtt;

/// <summary>Where the ingest listener differs from the broker the sequences were written for.</summary>
internal static class BrokerDeviations
{
    private const string NoBroker =
        "By design: the listener hands messages to its host and routes none between subscribers.";

    private const string Malformed =
        "2.2.2.2: a property that is not valid for its packet type makes the packet malformed, 0x81, not 0x82.";

    private const string Type =
        @"\((byte|two byte integer|four byte integer|UTF-8 string|binary|binary data|variable byte integer)\)";

    private const string Ending = "( empty| 0 value| FFFFFFFF value)?";

    public static IReadOnlyList<Deviation> All { get; } =
    [
        new(
            @"v5\.0   (CONNECT|WILL) DISALLOWED PROPERTIES \| (?!.*(unknown|invalid))(2\*)?[a-z-]+ " + Type + Ending,
            Malformed),
        new(
            @"v5\.0   (PUBREC|PUBCOMP) DISALLOWED PROPERTIES \| (50|70) with (?!unknown|invalid)[a-z-]+ " + Type,
            Malformed),
        new(
            @"v5\.0   PUBREC( ALLOWED PROPERTIES)? \| 50 (unsolicited len=(2|3|4 ok)"
                + "|with ((2\\*)?user-property|reason-string property)( empty.*)?)",
            "3.6.2.1: PUBREL for an identifier this side does not know says so, 0x92, instead of success."),
        new(@"v(3\.1\.1|5\.0  ) FLOW \| QoS 0 self receive ok", NoBroker),
        new(@"v5\.0   FLOW WITH PROPERTIES \| .*", NoBroker),
        new(@"v(3\.1\.1|5\.0  ) OTHER \| subpub (self publish|retain as) .*", NoBroker),
        new(@"v5\.0   OTHER PROPERTIES \| .*", NoBroker),
        new(
            @"REGRESSIONS \| (mismatched-shared-normal-subscribe-unsubscribe-leak|shared-sub-uaf)",
            "By design: shared subscriptions share among subscribers, and there is one, the device itself."),
        new(
            @"v(3\.1\.1|5\.0  ) SUBSCRIBE \| 82 \$(SYS|share) ok",
            "By design: a device subscribes to its own command topics alone; 3.9.3 has the codes that say so."),
        new(
            @"v5\.0   SUBSCRIBE \| 82 QoS (3|0 retain handling=3 0x30) \[MQTT-3-8\.3-4\]",
            "3.8.3.1: QoS 3 and retain handling 3 are protocol errors, 0x82, not 0x81."),
    ];
}
