using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Oms.Epcis.Tests;

/// <summary>What an event's hash is made of, and what does not matter to it.</summary>
public sealed class EventHashTests
{
    private const string Prefix =
        "eventType=ObjectEventeventTime=2026-07-01T06:00:00.000ZeventTimeZoneOffset=+02:00"
        + "epcListepc=https://id.gs1.org/8004/9521321TRUCK7action=OBSERVE"
        + "bizStep=https://ref.gs1.org/cbv/BizStep-arrivingdisposition=https://ref.gs1.org/cbv/Disp-in_progress"
        + "readPointid=https://id.gs1.org/414/9521321000018";

    [Fact]
    public void Names_and_canonical_values_stand_in_the_order_of_the_standard() =>
        Assert.Equal(Prefix, PreHash.Of(Events.Read(Events.Arriving)));

    [Theory]
    [InlineData("eventID", "\"urn:other:1\"")]
    [InlineData("recordTime", "\"2027-01-01T00:00:00Z\"")]
    [InlineData("errorDeclaration", "{\"declarationTime\":\"2027-01-01T00:00:00Z\"}")]
    [InlineData("rdfs:comment", "\"anything\"")]
    [InlineData("eventTime", "\"2026-07-01T06:00:00Z\"")]
    [InlineData("eventTime", "\"2026-07-01T06:00:00.0004+00:00\"")]
    [InlineData("bizStep", "\"cbv:BizStep-arriving\"")]
    [InlineData("bizStep", "\"urn:epcglobal:cbv:bizstep:arriving\"")]
    [InlineData("bizStep", "\"https://ref.gs1.org/cbv/BizStep-arriving\"")]
    [InlineData("epcList", "[\"urn:epc:id:giai:9521321.TRUCK7\"]")]
    [InlineData("epcList", "[\"https://example.com/fleet/giai/9521321TRUCK7?x=1\"]")]
    [InlineData("readPoint", "{\"id\":\"urn:epc:id:sgln:9521321.00001.0\"}")]
    public void Another_spelling_of_the_same_event_has_the_same_id(string member, string value) =>
        Assert.Equal(
            EventHash.Of(Events.Read(Events.Arriving)), EventHash.Of(Events.Read(Events.With(member, value))));

    [Theory]
    [InlineData("2026-07-01T06:00:00.1414Z", "2026-07-01T06:00:00.141Z")]
    [InlineData("2026-07-01T06:00:00.1415Z", "2026-07-01T06:00:00.142Z")]
    [InlineData("2026-07-01T06:00:00.1425Z", "2026-07-01T06:00:00.143Z")]
    [InlineData("2026-07-01T06:00:00.9995Z", "2026-07-01T06:00:01.000Z")]
    [InlineData("2026-07-01T06:00:00.14149999999999Z", "2026-07-01T06:00:00.141Z")]
    public void A_time_is_rounded_half_up_to_milliseconds(string given, string wanted) =>
        Assert.Contains(
            $"eventTime={wanted}event",
            PreHash.Of(Events.Read(Events.With("eventTime", $"\"{given}\""))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("26.0", "26")]
    [InlineData("\"007\"", "7")]
    [InlineData("\"+1.50\"", "1.5")]
    [InlineData("-0.0", "0")]
    [InlineData("1e3", "1000")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("\"111100001111000011110000\"", "111100001111000003641344")]
    [InlineData("\"1e999\"", "1e999")]
    [InlineData("\"inf\"", "inf")]
    [InlineData("\"1.2.3\"", "1.2.3")]
    [InlineData("\" padded \"", "padded")]
    [InlineData("true", "true")]
    public void A_value_that_reads_as_a_number_is_reduced(string given, string wanted) =>
        Assert.Equal(
            Prefix + "{https://ns.example.com/}n=" + wanted, PreHash.Of(Events.Read(Events.With("ex:n", given))));

    [Fact]
    public void What_is_not_in_the_order_comes_last_and_sorted_types_before_values()
    {
        var json = Events.With("sourceList", """[{"source":"urn:x:1","type":"location"}]""")[..^1]
            + """
            ,"ex:b":{"ex:y":2,"ex:x":1},"ex:a":["2","1"],
            "destinationList":[
              {"type":"owning_party","destination":"urn:x:3"},{"type":"location","destination":"urn:x:2"}],
            "bizTransactionList":[{"bizTransaction":"urn:x:4","type":"po"}]}
            """;
        Assert.Equal(
            Prefix
            + "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:x:4"
            + "destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=urn:x:2"
            + "type=https://ref.gs1.org/cbv/SDT-owning_partydestination=urn:x:3"
            + "sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=urn:x:1"
            + "{https://ns.example.com/}a=1{https://ns.example.com/}a=2"
            + "{https://ns.example.com/}b{https://ns.example.com/}x=1{https://ns.example.com/}y=2",
            PreHash.Of(Events.Read(json)));
    }

    [Fact]
    public void Business_rules_of_a_report_follow_at_the_end_under_the_names_that_lead_to_them()
    {
        var json = Events.With(
            "sensorElementList",
            """[{"sensorReport":[{"type":"Temperature","bizRules":"urn:r:1","value":4.50,"ex:z":"w"}]}]""");
        Assert.Equal(
            Prefix
            + "sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Temperaturevalue=4.5"
            + "{https://ns.example.com/}z=wsensorElementListsensorElementsensorReportbizRules=urn:r:1",
            PreHash.Of(Events.Read(json)));
    }

    [Fact]
    public void Texts_are_sorted_by_code_point_beyond_the_first_plane_too()
    {
        var json = Events.With("ex:a", "[\"\\uFF5E\",\"\\uD83D\\uDE00\"]");
        Assert.EndsWith(
            "{https://ns.example.com/}a=\uFF5E{https://ns.example.com/}a=\U0001F600",
            PreHash.Of(Events.Read(json)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_members_and_of_list_elements_does_not_matter() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>(),
            ArbMap.Default.ArbFor<NonNegativeInt>(),
            (numbers, turn) =>
            {
                var list = new JsonArray([.. numbers.Select(n => (JsonNode)$"urn:thing:{n}")]);
                var turned = new JsonArray([.. numbers.Reverse().Select(n => (JsonNode)$"urn:thing:{n}")]);
                var members = JsonNode.Parse(Events.With("epcList", list.ToJsonString()))!.AsObject();
                var cut = turn.Get % members.Count;
                var reordered = new JsonObject(members.Skip(cut).Concat(members.Take(cut))
                    .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())).ToArray())
                {
                    ["epcList"] = turned,
                };
                Assert.Equal(
                    EventHash.Of(Events.Read(members.ToJsonString())),
                    EventHash.Of(Events.Read(reordered.ToJsonString())));
            }).QuickCheckThrowOnFailure();
}
