using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Oms.Custody;
using Oms.Edge.Clocks;
using Oms.Edge.Messages;
using Xunit;

namespace Oms.Edge.Tests.Messages;

public sealed class MessageReaderTests
{
    private const string Good =
        """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":4100,"mode":"cool","door_open":false}]}""";

    public static TheoryData<string, string, string> BadReadings => new()
    {
        { "malformed", "zones[0].return_c", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_c":4}]}""" },
        { "malformed", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":4.1}]}""" },
        { "malformed", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":NaN}]}""" },
        { "malformed", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":"4100"}]}""" },
        { "malformed", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":99999999999}]}""" },
        { "out-of-range", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":85001}]}""" },
        { "out-of-range", "zones[0].return_milli_c",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"return_milli_c":-80001}]}""" },
        { "out-of-range", "zones[0].zone", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":4}]}""" },
        { "malformed", "zones[1].zone", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1},{"zone":1}]}""" },
        { "out-of-range", "zones", """{"at":"2026-11-21T10:15:00Z","zones":[]}""" },
        { "malformed", "zones[0]", """{"at":"2026-11-21T10:15:00Z","zones":[null]}""" },
        { "malformed", "zones[0].mode", """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1,"mode":3}]}""" },
        { "malformed", "at", """{"at":"yesterday","zones":[{"zone":1}]}""" },
        { "malformed", "at", """{"at":1763720100,"zones":[{"zone":1}]}""" },
        { "malformed", "message_id", """{"message_id":"1","at":"2026-11-21T10:15:00Z","zones":[{"zone":1}]}""" },
        { "out-of-range", "alarms[0].severity",
            """{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1}],"alarms":[{"code":"A","severity":9}]}""" },
    };

    [Fact]
    public void A_good_reading_is_read() =>
        Assert.Equal(4_100, Assert.IsType<ReeferReading>(Read(Good).Message).Zones[0].ReturnMilliC);

    [Theory]
    [MemberData(nameof(BadReadings))]
    public void A_bad_reading_is_refused_and_the_member_is_named(string reason, string field, string payload)
    {
        var (message, fault) = Read(payload);

        Assert.Null(message);
        Assert.Equal((reason, field), (fault!.Reason, fault.Field));
    }

    [Theory]
    [InlineData("""{"at":"2026-11-21T10:15:00Z","at":"2026-11-21T10:15:00Z","zones":[{"zone":1}]}""")]
    [InlineData("""{"zones":[{"zone":1}]}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("")]
    [InlineData("""{"at":"2026-11-21T10:15:00Z","zones":[{"zone":1}]} {}""")]
    public void A_payload_of_another_form_is_refused(string payload) =>
        Assert.Equal(MessageFault.Malformed, Read(payload).Fault!.Reason);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal("It is not UTF-8.",
            MessageReader.Read("reefer", "reading", [.. Encoding.UTF8.GetBytes(Good), 0xFF]).Fault!.Detail);

    [Fact]
    public void A_payload_deeper_than_16_is_refused() =>
        Assert.NotNull(Read($"{{\"at\":{new string('[', 200)}").Fault);

    [Fact]
    public void A_payload_one_byte_too_large_is_refused() =>
        Assert.Equal(
            MessageFault.TooLarge,
            MessageReader.Read("reefer", "reading", new byte[MessageReader.PayloadBytesMax + 1]).Fault!.Reason);

    [Fact]
    public void Any_change_to_a_payload_gives_a_message_or_a_fault_and_never_an_exception() =>
        Prop.ForAll(
            Gen.Choose(0, Good.Length - 1).Zip(Gen.Choose(0, 255)).ArrayOf().ToArbitrary(),
            changes =>
            {
                var payload = Encoding.UTF8.GetBytes(Good);
                foreach (var (at, octet) in changes)
                {
                    payload[at] = (byte)octet;
                }

                foreach (var kind in new[] { ("reefer", "reading"), ("eld", "events"), ("scanner", "scan") })
                {
                    var (message, fault) = MessageReader.Read(kind.Item1, kind.Item2, payload);
                    Assert.True(message is null != fault is null);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("1970-01-01T00:00:10Z", ClockQuality.Ntp, true)]
    [InlineData("2019-12-31T23:59:59Z", ClockQuality.Fake, true)]
    [InlineData("2020-01-01T00:00:00Z", ClockQuality.Fake, false)]
    [InlineData("2026-11-21T10:25:00Z", ClockQuality.Ntp, false)]
    [InlineData("2026-11-21T10:25:01Z", ClockQuality.Ntp, true)]
    [InlineData("2026-11-21T10:25:01Z", ClockQuality.Rtc, true)]
    [InlineData("2026-11-21T10:25:01Z", ClockQuality.Fake, false)]
    [InlineData("2026-11-21T10:25:01Z", ClockQuality.Unset, false)]
    public void The_future_is_doubted_only_by_a_good_clock_and_1970_always(string at, ClockQuality gateway,
        bool doubted)
    {
        var parsed = NodaTime.Text.InstantPattern.ExtendedIso.Parse(at).Value;

        Assert.Equal(doubted, DeviceTime.Doubt(parsed, Instant.FromUtc(2026, 11, 21, 10, 15), gateway) is not null);
    }

    private static (DeviceMessage? Message, MessageFault? Fault) Read(string payload) =>
        MessageReader.Read("reefer", "reading", Encoding.UTF8.GetBytes(payload));
}
