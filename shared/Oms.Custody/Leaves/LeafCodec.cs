using System.Globalization;
using System.Text.Json;
using NodaTime.Text;
using Oms.Json;

namespace Oms.Custody;

/// <summary>
/// A leaf's bytes. What is read is encoded again and compared, so that no second form of a leaf is taken.
/// </summary>
internal static class LeafCodec
{
    private const int FieldCount = 18;

    public static byte[] Encode(CustodyLeaf leaf) =>
        LeafRules.Check(leaf) is { } fault ? throw new ArgumentException(fault.ToString(), nameof(leaf)) : Write(leaf);

    public static LeafFieldFault? Decode(ReadOnlySpan<byte> bytes, out CustodyLeaf? leaf)
    {
        leaf = null;
        if (bytes.Length > CustodyLeaf.BytesMax)
        {
            return new("", $"A leaf takes at most {CustodyLeaf.BytesMax} bytes.");
        }

        if (StrictJson.Check(bytes) is { } json)
        {
            return new(json.Path.TrimStart('/'), json.Reason);
        }

        var reader = new Utf8JsonReader(bytes);
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new("", "A leaf is a JSON object.");
        }

        var fields = new Fields();
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            _ = reader.Read();
            if (fields.Set(name, ref reader) is { } fault)
            {
                return fault;
            }

            count++;
        }

        // No name stands twice and none is unknown, so a smaller count means that one is missing.
        if (count < FieldCount)
        {
            return new("", $"A leaf has {FieldCount} members; {FieldCount - count} are missing.");
        }

        var read = fields.ToLeaf();
        if (LeafRules.Check(read) is { } outOfRange)
        {
            return outOfRange;
        }

        if (!Write(read).AsSpan().SequenceEqual(bytes))
        {
            return new("", "The bytes are not the canonical form of this leaf.");
        }

        leaf = read;
        return null;
    }

    private static byte[] Write(CustodyLeaf leaf)
    {
        using var json = new CanonicalJsonWriter();
        Span<byte> text = stackalloc byte[Digest.HexChars];
        json.StartObject();
        json.Name("actor"u8);
        json.Text(leaf.Actor);
        json.Name("body_hash"u8);
        Hash(json, leaf.BodyHash, text);
        json.Name("boot_id"u8);
        Uuid(json, leaf.BootId, text);
        json.Name("clock_q"u8);
        json.Ascii(Quality(leaf.ClockQuality));
        json.Name("command_id"u8);
        if (leaf.CommandId is { } command)
        {
            Uuid(json, command, text);
        }
        else
        {
            json.Ascii(""u8);
        }

        json.Name("custody_id"u8);
        json.Text(leaf.CustodyId);
        json.Name("custody_seq"u8);
        json.Number(leaf.CustodySeq);
        json.Name("depot"u8);
        json.Text(leaf.Depot);
        json.Name("device"u8);
        json.Text(leaf.Device);
        json.Name("event_version"u8);
        json.Number(leaf.EventVersion);
        json.Name("incarnation"u8);
        Uuid(json, leaf.Incarnation, text);
        json.Name("kind"u8);
        json.Text(leaf.Kind);
        json.Name("mono"u8);
        _ = leaf.MonoNanoseconds.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        json.Ascii(text[..length]);
        json.Name("prev_custody"u8);
        Hash(json, leaf.PrevCustody, text);
        json.Name("prev_device"u8);
        Hash(json, leaf.PrevDevice, text);
        json.Name("seq"u8);
        json.Number(leaf.Seq);
        json.Name("v"u8);
        json.Number(CustodyLeaf.Version);
        json.Name("wall"u8);
        json.Text(InstantPattern.ExtendedIso.Format(leaf.Wall));
        json.EndObject();
        return json.ToArray();
    }

    private static void Hash(CanonicalJsonWriter json, Digest digest, Span<byte> text)
    {
        digest.WriteHex(text);
        json.Ascii(text);
    }

    private static void Uuid(CanonicalJsonWriter json, Guid value, Span<byte> text)
    {
        _ = value.TryFormat(text, out var length, "D");
        json.Ascii(text[..length]);
    }

    private static ReadOnlySpan<byte> Quality(ClockQuality quality) => quality switch
    {
        ClockQuality.Unset => "unset"u8,
        ClockQuality.Fake => "fake"u8,
        ClockQuality.Rtc => "rtc"u8,
        ClockQuality.Ntp => "ntp"u8,
        _ => "gps"u8,
    };

    /// <summary>The members read so far, each with its JSON type checked.</summary>
    private ref struct Fields
    {
        private string _actor, _custodyId, _depot, _device, _kind;
        private long _seq, _custodySeq, _mono, _eventVersion;
        private Guid _incarnation, _bootId;
        private Guid? _command;
        private Digest _body, _prevCustody, _prevDevice;
        private ClockQuality _quality;
        private NodaTime.Instant _wall;

        public LeafFieldFault? Set(string name, ref Utf8JsonReader reader)
        {
            long version = CustodyLeaf.Version;
            string? quality = null, mono = null, command = null, wall = null;
            var good = name switch
            {
                "actor" => Text(ref reader, ref _actor!),
                "body_hash" => Hash(ref reader, ref _body),
                "boot_id" => Uuid(ref reader, ref _bootId),
                "clock_q" => Text(ref reader, ref quality) && Clock(quality!, ref _quality),
                "command_id" => Text(ref reader, ref command) && Command(command!, ref _command),
                "custody_id" => Text(ref reader, ref _custodyId!),
                "custody_seq" => Number(ref reader, ref _custodySeq),
                "depot" => Text(ref reader, ref _depot!),
                "device" => Text(ref reader, ref _device!),
                "event_version" => Number(ref reader, ref _eventVersion),
                "incarnation" => Uuid(ref reader, ref _incarnation),
                "kind" => Text(ref reader, ref _kind!),
                "mono" => Text(ref reader, ref mono)
                    && long.TryParse(mono, NumberStyles.None, CultureInfo.InvariantCulture, out _mono),
                "prev_custody" => Hash(ref reader, ref _prevCustody),
                "prev_device" => Hash(ref reader, ref _prevDevice),
                "seq" => Number(ref reader, ref _seq),
                "v" => Number(ref reader, ref version),
                "wall" => Text(ref reader, ref wall) && Wall(wall!, ref _wall),
                _ => (bool?)null,
            };
            return good is null ? new(name, "A leaf has no such member.")
                : version != CustodyLeaf.Version ? new("v", $"This reader knows version {CustodyLeaf.Version} only.")
                : good == false ? new(name, "It is not of its JSON type or form.")
                : null;
        }

        public readonly CustodyLeaf ToLeaf() => new()
        {
            Actor = _actor,
            BodyHash = _body,
            BootId = _bootId,
            ClockQuality = _quality,
            CommandId = _command,
            CustodyId = _custodyId,
            CustodySeq = _custodySeq,
            Depot = _depot,
            Device = _device,
            EventVersion = (int)Math.Clamp(_eventVersion, 0, int.MaxValue),
            Incarnation = _incarnation,
            Kind = _kind,
            MonoNanoseconds = _mono,
            PrevCustody = _prevCustody,
            PrevDevice = _prevDevice,
            Seq = _seq,
            Wall = _wall,
        };

        private static bool Text(ref Utf8JsonReader reader, ref string? value)
        {
            value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return value is not null;
        }

        private static bool Number(ref Utf8JsonReader reader, ref long value) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);

        private static bool Uuid(ref Utf8JsonReader reader, ref Guid value) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out value);

        private static bool Hash(ref Utf8JsonReader reader, ref Digest value) =>
            reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out value);

        private static bool Clock(string text, ref ClockQuality value)
        {
            ClockQuality? read = text switch
            {
                "unset" => ClockQuality.Unset,
                "fake" => ClockQuality.Fake,
                "rtc" => ClockQuality.Rtc,
                "ntp" => ClockQuality.Ntp,
                "gps" => ClockQuality.Gps,
                _ => null,
            };
            value = read ?? default;
            return read is not null;
        }

        private static bool Command(string text, ref Guid? value)
        {
            value = Guid.TryParseExact(text, "D", out var id) ? id : null;
            return text.Length == 0 || value is not null;
        }

        private static bool Wall(string text, ref NodaTime.Instant value)
        {
            var parsed = InstantPattern.ExtendedIso.Parse(text);
            value = parsed.Success ? parsed.Value : default;
            return parsed.Success;
        }
    }
}
