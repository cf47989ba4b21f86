using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Json;
using Xunit;

namespace Oms.Custody.Tests.Leaves;

public sealed class CustodyLeafTests
{
    private const string Golden =
        """{"actor":"user:anna","body_hash":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","""
        + "\"boot_id\":\"4f2e1c0a-7d55-4a7e-9a51-0d9f5f0c1b2a\",\"clock_q\":\"ntp\","
        + "\"command_id\":\"01890a5d-ac96-774b-bcce-b302099a8058\",\"custody_id\":\"CO-2026-000123\","
        + "\"custody_seq\":2,\"depot\":\"depot-7\",\"device\":\"gateway-1\",\"event_version\":1,"
        + "\"incarnation\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"kind\":\"check-out.arrived\","
        + "\"mono\":\"9007199254740993\","
        + "\"prev_custody\":\"PREVC\",\"prev_device\":\"PREVD\",\"seq\":42,\"v\":1,"
        + "\"wall\":\"2026-11-21T17:54:01.25Z\"}";

    [Fact]
    public void The_bytes_and_the_hash_of_version_1_are_these_for_ever()
    {
        var bytes = Samples.Leaf.Encode();
        var golden = Golden.Replace("PREVC", Digest.Of("custody"u8).ToString(), StringComparison.Ordinal)
            .Replace("PREVD", Digest.Of("device"u8).ToString(), StringComparison.Ordinal);
        Assert.Equal(golden, Encoding.UTF8.GetString(bytes));
        Assert.Equal("ccad5d09d2b2176cbc413218d734287f20a7a8b9177e03eb49200ed48f663f0f", Digest.Of(bytes).ToString());
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        Assert.True(CustodyLeaf.TryDecode(Samples.Leaf.Encode(), out var leaf, out var fault));
        Assert.Null(fault);
        Assert.Equal(Samples.Leaf, leaf);

        var ofNone = Samples.Leaf with
        {
            CustodyId = "",
            CustodySeq = 0,
            PrevCustody = Digest.Zero,
            CommandId = null,
            Actor = "user:Zoë \"Z\" \\ 日本",
        };
        Assert.True(CustodyLeaf.TryDecode(ofNone.Encode(), out leaf, out _));
        Assert.Equal(ofNone, leaf);
        Assert.True(CanonicalJson.IsCanonical(ofNone.Encode()));
    }

    [Fact]
    public void The_largest_leaf_is_within_the_bound_of_a_leaf()
    {
        var id = new string('"', 120);
        var largest = Samples.Leaf with
        {
            Depot = id,
            Device = id,
            CustodyId = id,
            Seq = CanonicalJson.IntegerMax,
            CustodySeq = CanonicalJson.IntegerMax,
            Kind = new string('a', 80),
            EventVersion = 65_535,
            Wall = Instant.FromUtc(9999, 12, 31, 23, 59, 59).PlusNanoseconds(999_999_999),
            ClockQuality = ClockQuality.Unset,
            MonoNanoseconds = long.MaxValue,
            Actor = new string('日', 300),
        };
        var bytes = largest.Encode();
        Assert.InRange(bytes.Length, 2_000, CustodyLeaf.BytesMax);
        Assert.True(CustodyLeaf.TryDecode(bytes, out _, out _));
    }

    [Theory]
    [InlineData("seq", "0", "seq")]
    [InlineData("seq", "-1", "seq")]
    [InlineData("seq", "1.5", "seq")]
    [InlineData("seq", "\"42\"", "seq")]
    [InlineData("seq", "9007199254740992", "seq")]
    [InlineData("seq", "1", "prev_device")]
    [InlineData("custody_seq", "0", "custody_seq")]
    [InlineData("custody_seq", "1", "prev_custody")]
    [InlineData("custody_id", "\"\"", "custody_seq")]
    [InlineData("custody_id", "\"a b\"", "custody_id")]
    [InlineData("depot", "\"\"", "depot")]
    [InlineData("depot", "null", "depot")]
    [InlineData("device", "\"é\"", "device")]
    [InlineData("kind", "\"Check\"", "kind")]
    [InlineData("event_version", "0", "event_version")]
    [InlineData("event_version", "65536", "event_version")]
    [InlineData("event_version", "4294967297", "event_version")]
    [InlineData("wall", "\"2026-11-21T17:54:01.250Z\"", "")]
    [InlineData("wall", "\"2026-11-21T17:54:01+00:00\"", "wall")]
    [InlineData("wall", "\"0000-01-01T00:00:00Z\"", "wall")]
    [InlineData("wall", "\"-0001-01-01T00:00:00Z\"", "wall")]
    [InlineData("clock_q", "\"NTP\"", "clock_q")]
    [InlineData("mono", "\"-1\"", "mono")]
    [InlineData("mono", "\"01\"", "")]
    [InlineData("mono", "1", "mono")]
    [InlineData("mono", "\"9223372036854775808\"", "mono")]
    [InlineData("boot_id", "\"4F2E1C0A-7D55-4A7E-9A51-0D9F5F0C1B2A\"", "")]
    [InlineData("boot_id", "\"x\"", "boot_id")]
    [InlineData("command_id", "\"x\"", "command_id")]
    [InlineData("actor", "\"\"", "actor")]
    [InlineData("actor", "\"a\\nb\"", "actor")]
    [InlineData("body_hash", "\"44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A\"", "body_hash")]
    [InlineData("body_hash", "\"44\"", "body_hash")]
    [InlineData("v", "2", "v")]
    [InlineData("extra", "1", "extra")]
    public void A_wrong_field_is_refused_by_name(string field, string value, string named)
    {
        var json = JsonNode.Parse(Samples.Leaf.Encode())!.AsObject();
        json[field] = JsonNode.Parse(value);
        var text = CanonicalOrRaw(Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.False(CustodyLeaf.TryDecode(text, out var leaf, out var fault));
        Assert.Null(leaf);
        Assert.Equal(named, fault!.Field);
    }

    [Fact]
    public void Every_field_must_be_there()
    {
        foreach (var (name, _) in JsonNode.Parse(Samples.Leaf.Encode())!.AsObject())
        {
            var json = JsonNode.Parse(Samples.Leaf.Encode())!.AsObject();
            json.Remove(name);
            var text = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()));
            Assert.False(CustodyLeaf.TryDecode(text, out _, out _));
        }
    }

    [Fact]
    public void A_field_twice_is_refused_by_name()
    {
        var text = Encoding.UTF8.GetString(Samples.Leaf.Encode());
        var twice = text.Insert(1, "\"seq\":42,");
        Assert.False(CustodyLeaf.TryDecode(Encoding.UTF8.GetBytes(twice), out _, out var fault));
        Assert.Equal("seq", fault.Field);
    }

    [Fact]
    public void No_byte_of_a_leaf_can_change_and_leave_the_same_leaf() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var bytes = Samples.Leaf.Encode();
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            if (CustodyLeaf.TryDecode(bytes, out var leaf, out var fault))
            {
                Assert.NotEqual(Samples.Leaf, leaf);
                Assert.Equal(bytes, leaf.Encode());
            }
            else
            {
                Assert.NotEmpty(fault.Reason);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_that_is_no_leaf_is_refused()
    {
        foreach (var text in new[] { "", "{", "[]", "1", "{}", "\"\"" })
        {
            Assert.False(CustodyLeaf.TryDecode(Encoding.UTF8.GetBytes(text), out _, out _));
        }

        Assert.False(CustodyLeaf.TryDecode(new byte[CustodyLeaf.BytesMax + 1], out _, out _));
    }

    [Fact]
    public void A_leaf_out_of_its_ranges_is_not_encoded() =>
        Assert.Contains(
            "seq", Assert.Throws<ArgumentException>(() => (Samples.Leaf with { Seq = 0 }).Encode()).Message,
            StringComparison.Ordinal);

    private static byte[] CanonicalOrRaw(byte[] json) =>
        StrictJson.Check(json) is null ? CanonicalJson.Canonicalize(json) : json;
}
