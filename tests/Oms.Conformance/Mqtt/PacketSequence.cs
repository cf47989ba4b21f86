using System.Text.Json;

namespace Oms.Conformance.Mqtt;

/// <summary>One step: bytes to send, bytes to expect, or a message somebody else publishes.</summary>
internal sealed record PacketStep(string Type, byte[] Bytes, string Topic, int QoS, string Payload);

/// <summary>One sequence of a file, with the defaults of its group applied.</summary>
internal sealed record PacketSequence(string File, string Group, string Name, int Version)
{
    /// <summary>For a broker: the test connects first. For a client: CONNECT is expected first.</summary>
    public bool Connects { get; private init; }

    /// <summary>For a client: the test accepts the connection first.</summary>
    public bool Accepts { get; private init; }

    public bool ExpectsDisconnect { get; private init; }

    public IReadOnlyList<PacketStep> Steps { get; private init; } = [];

    public string FullName => $"{Group} | {Name.Trim()}";

    /// <summary>The folder of the vectors, or a skip that says why.</summary>
    public static string Folder(string part)
    {
        var data = Environment.GetEnvironmentVariable("OMS_CONFORMANCE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "OMS_CONFORMANCE_DATA does not name the folder of the vectors.");
        var folder = Path.Combine(data!, "mqtt", part);
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} is absent.");
        return folder;
    }

    public static IReadOnlyList<PacketSequence> Load(string folder)
    {
        var sequences = new List<PacketSequence>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
            foreach (var group in document.RootElement.EnumerateArray())
            {
                foreach (var test in group.GetProperty("tests").EnumerateArray())
                {
                    sequences.Add(Read(Path.GetFileName(file), group, test));
                }
            }
        }

        return sequences;
    }

    private static PacketSequence Read(string file, JsonElement group, JsonElement test) =>
        new(
            file,
            group.GetProperty("group").GetString()!,
            test.GetProperty("name").GetString()!,
            Find(group, test, "ver")?.GetInt32() ?? 4)
        {
            Connects = Find(group, test, "connect")?.GetBoolean() ?? true,
            Accepts = (Find(group, test, "connack")?.GetBoolean() ?? true)
                && (Find(group, test, "connect")?.GetBoolean() ?? true),
            ExpectsDisconnect = Find(group, test, "expect_disconnect")?.GetBoolean() ?? true,
            Steps = [.. test.GetProperty("msgs").EnumerateArray().Select(Step)],
        };

    private static PacketStep Step(JsonElement step)
    {
        var (type, payload) = (step.GetProperty("type").GetString()!, step.GetProperty("payload").GetString()!);
        return type is "send" or "recv"
            ? new PacketStep(type, PacketLanguage.Parse(payload), "", 0, "")
            : new PacketStep(
                type, [], step.GetProperty("topic").GetString()!, step.GetProperty("qos").GetInt32(), payload);
    }

    private static JsonElement? Find(JsonElement group, JsonElement test, string name) =>
        test.TryGetProperty(name, out var own) ? own
        : group.TryGetProperty(name, out var shared) ? shared
        : null;
}
