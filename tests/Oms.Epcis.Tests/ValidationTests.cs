using Xunit;

namespace Oms.Epcis.Tests;

/// <summary>What the standard allows in an event and what it does not, each rule on both sides.</summary>
public sealed class ValidationTests
{
    private const string Sensor =
        """
        [{"sensorMetadata":{"startTime":"2026-07-01T05:00:00Z","endTime":"2026-07-01T06:00:00Z"},
          "sensorReport":[{"type":"Temperature","minValue":-19.5,"maxValue":-17,"uom":"CEL"}]}]
        """;

    [Fact]
    public void A_whole_event_has_no_finding() => Assert.Empty(Events.Check(Events.Arriving));

    [Theory]
    [InlineData("eventTime")]
    [InlineData("eventTimeZoneOffset")]
    [InlineData("action")]
    [InlineData("@context")]
    public void A_member_that_must_be_there_is_missed_by_name(string member)
    {
        var finding = Assert.Single(Events.Check(Events.Without(member)));
        Assert.Equal("missing", finding.Code);
        Assert.EndsWith(member == "@context" ? "$['@context']" : $"$.{member}", finding.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eventTime", "\"2026-07-01T08:00:00+02:00\"", null)]
    [InlineData("eventTime", "\"2026-07-01T08:00:00\"", "not-a-time")]
    [InlineData("eventTime", "\"2026-02-30T08:00:00Z\"", "not-a-time")]
    [InlineData("eventTimeZoneOffset", "\"+14:00\"", null)]
    [InlineData("eventTimeZoneOffset", "\"+14:01\"", "not-an-offset")]
    [InlineData("eventTimeZoneOffset", "\"Z\"", "not-an-offset")]
    [InlineData("action", "\"DELETE\"", null)]
    [InlineData("action", "\"observe\"", "vocabulary")]
    [InlineData("bizStep", "\"https://ns.example.com/step/weighing\"", null)]
    [InlineData("bizStep", "\"cbv:BizStep-arriving\"", null)]
    [InlineData("bizStep", "\"weighing\"", "vocabulary")]
    [InlineData("bizStep", "\"cbv:BizStep-weighing\"", "vocabulary")]
    [InlineData("bizStep", "\"urn:epcglobal:cbv:bizstep:arriving\"", "vocabulary")]
    [InlineData("disposition", "\"container_open\"", null)]
    [InlineData("disposition", "\"open\"", "vocabulary")]
    [InlineData("persistentDisposition", "{\"set\":[\"recalled\"]}", null)]
    [InlineData("persistentDisposition", "{}", "missing")]
    [InlineData("persistentDisposition", "{\"set\":[]}", "empty")]
    [InlineData("eventID", "\"not a uri\"", "not-a-uri")]
    [InlineData("ex:note", "\"mine\"", null)]
    [InlineData("other:note", "\"mine\"", "context")]
    [InlineData("note", "\"mine\"", "unknown-member")]
    [InlineData("epcList", "[\"urn:epc:id:sgtin:9521321.012345.7\"]", null)]
    [InlineData("epcList", "[\"urn:epc:id:sgtin:9521321.01234.7\"]", "identifier")]
    [InlineData("epcList", "[\"urn:epc:id:sgtinn:9521321.012345.7\"]", "identifier")]
    [InlineData("epcList", "[\"urn:epc:class:lgtin:9521321.012345.7\"]", "identifier")]
    [InlineData("epcList", "[\"https://id.gs1.org/01/09521321123458/10/L1\"]", "identifier")]
    [InlineData("epcList", "[\"https://id.gs1.org/00/095213211234567895\"]", "check-digit")]
    [InlineData("epcList", "[\"a\"]", "not-a-uri")]
    [InlineData("epcList", "[\"urn:a:b\",\"urn:a:b\"]", "duplicate")]
    [InlineData("readPoint", "{\"id\":\"geo:47.5,11.1\"}", null)]
    [InlineData("readPoint", "{}", "missing")]
    [InlineData("readPoint", "{\"id\":\"https://id.gs1.org/414/9521321000017\"}", "check-digit")]
    [InlineData("bizTransactionList", "[{\"type\":\"bol\",\"bizTransaction\":\"urn:x:1\"}]", null)]
    [InlineData("bizTransactionList", "[{\"type\":\"bill\",\"bizTransaction\":\"urn:x:1\"}]", "vocabulary")]
    [InlineData("bizTransactionList", "[{\"type\":\"bol\"}]", "missing")]
    [InlineData("bizTransactionList", "[{\"bizTransaction\":\"urn:x:1\",\"ex:n\":1}]", "unknown-member")]
    [InlineData("sourceList", "[{\"type\":\"possessing_party\",\"source\":\"urn:x:1\"}]", null)]
    [InlineData("sourceList", "[{\"source\":\"urn:x:1\"}]", "missing")]
    [InlineData("sourceList", "{\"type\":\"location\",\"source\":\"urn:x:1\"}", "wrong-type")]
    [InlineData("ilmd", "{\"ex:lot\":\"1\"}", "ilmd")]
    [InlineData(
        "errorDeclaration", "{\"declarationTime\":\"2026-07-02T08:00:00Z\",\"reason\":\"incorrect_data\"}", null)]
    [InlineData("errorDeclaration", "{\"reason\":\"incorrect_data\"}", "missing")]
    [InlineData("errorDeclaration", "{\"declarationTime\":\"2026-07-02T08:00:00Z\",\"reason\":\"typo\"}", "vocabulary")]
    [InlineData("sensorElementList", Sensor, null)]
    [InlineData("sensorElementList", "[{\"sensorReport\":[]}]", "empty")]
    [InlineData("sensorElementList", "[{\"sensorReport\":[{\"value\":1}]}]", "missing")]
    [InlineData("sensorElementList", "[{\"sensorReport\":[{\"type\":\"Temperature\",\"uom\":\"C\"}]}]", "unit")]
    [InlineData("sensorElementList", "[{\"sensorReport\":[{\"type\":\"Temperature\",\"uom\":\"CELS\"}]}]", "unit")]
    [InlineData("sensorElementList", "[{\"sensorReport\":[{\"type\":\"Heat\"}]}]", "vocabulary")]
    [InlineData("sensorElementList", "[{\"sensorReport\":[{\"type\":\"Temperature\",\"value\":\"1\"}]}]", "wrong-type")]
    [InlineData(
        "quantityList",
        "[{\"epcClass\":\"urn:epc:class:lgtin:9521321.012345.7\",\"quantity\":2,\"uom\":\"KGM\"}]",
        null)]
    [InlineData("quantityList", "[{\"epcClass\":\"urn:epc:class:lgtin:9521321.012345.7\",\"uom\":\"KGM\"}]", "missing")]
    [InlineData("quantityList", "[{\"epcClass\":\"urn:epc:id:sgtin:9521321.012345.7\",\"quantity\":2}]", "identifier")]
    [InlineData("type", "\"ArrivalEvent\"", "event-type")]
    public void One_member_decides(string member, string value, string? code)
    {
        var findings = Events.Check(Events.With(member, value));
        Assert.Equal(code is null ? [] : [code], findings.Select(finding => finding.Code).Distinct().Take(1));
    }

    [Fact]
    public void Sensor_data_at_a_place_need_no_thing()
    {
        var without = Events.With("sensorElementList", Sensor).Replace(
            "\"epcList\":[\"https://id.gs1.org/8004/9521321TRUCK7\"],", "", StringComparison.Ordinal);
        Assert.Empty(Events.Check(without));
        Assert.Equal("what", Assert.Single(Events.Check(Events.Without("epcList"))).Code);
        Assert.Equal(
            "what",
            Assert.Single(Events.Check(without.Replace("readPoint", "ex:readPoint", StringComparison.Ordinal))).Code);
    }

    [Fact]
    public void A_period_that_ends_before_it_starts_is_found()
    {
        var turned = Sensor.Replace("T06:00", "T04:59", StringComparison.Ordinal);
        Assert.Equal("period", Assert.Single(Events.Check(Events.With("sensorElementList", turned))).Code);
    }

    [Theory]
    [InlineData("AggregationEvent", """ "parentID":"urn:a:p","childEPCs":["urn:a:c"],"action":"ADD" """, null)]
    [InlineData("AggregationEvent", """ "childEPCs":["urn:a:c"],"action":"OBSERVE" """, null)]
    [InlineData("AggregationEvent", """ "childEPCs":["urn:a:c"],"action":"ADD" """, "missing")]
    [InlineData("AggregationEvent", """ "parentID":"urn:a:p","action":"DELETE" """, null)]
    [InlineData("AggregationEvent", """ "parentID":"urn:a:p","action":"ADD" """, "what")]
    [InlineData("AssociationEvent", """ "parentID":"urn:a:p","childEPCs":["urn:a:c"],"action":"ADD" """, null)]
    [InlineData("AssociationEvent", """ "childEPCs":["urn:a:c"],"action":"ADD" """, "missing")]
    [InlineData(
        "TransactionEvent",
        """ "bizTransactionList":[{"bizTransaction":"urn:t:1"}],"epcList":[],"action":"ADD" """,
        null)]
    [InlineData("TransactionEvent", """ "bizTransactionList":[],"epcList":[],"action":"ADD" """, "empty")]
    [InlineData("TransactionEvent", """ "bizTransactionList":[{"bizTransaction":"urn:t:1"}],"action":"ADD" """, "what")]
    [InlineData("TransformationEvent", """ "inputEPCList":["urn:a:i"],"outputEPCList":["urn:a:o"] """, null)]
    [InlineData("TransformationEvent", """ "inputEPCList":["urn:a:i"],"transformationID":"urn:a:t" """, null)]
    [InlineData("TransformationEvent", """ "inputEPCList":["urn:a:i"] """, "what")]
    [InlineData("TransformationEvent", """ "transformationID":"urn:a:t" """, "what")]
    public void Each_type_of_event_says_what_it_is_about(string type, string members, string? code)
    {
        var json = Events.Document(
            $$"""{"type":"{{type}}","eventTime":"2026-07-01T08:00:00Z","eventTimeZoneOffset":"+00:00",{{members}}}""");
        Assert.Equal(code is null ? [] : [code], Events.Check(json).Select(finding => finding.Code));
    }

    [Fact]
    public void A_type_of_ones_own_is_a_URI_with_members_of_its_own()
    {
        var own = Events.Document(
            """{"type":"ex:Weighing","eventTime":"2026-07-01T08:00:00Z","eventTimeZoneOffset":"+00:00","ex:mass":3}""");
        Assert.Empty(Events.Check(own));
    }

    [Theory]
    [InlineData("receiving", "arriving")]
    [InlineData("accepting", "receiving")]
    [InlineData("shipping", "departing")]
    [InlineData("loading", "shipping")]
    [InlineData("consigning", "accepting")]
    public void A_step_is_told_coarsely_or_finely_but_not_both(string first, string second)
    {
        var findings = Events.Check(Events.Document(Step(first, "1", "8"), Step(second, "2", "8")));
        var finding = Assert.Single(findings);
        Assert.Equal(("exclusion", "$.epcisBody.eventList[1].bizStep"), (finding.Code, finding.Path));

        Assert.Empty(Events.Check(Events.Document(Step(first, "1", "8"), Step(second, "2", "9"))));
    }

    [Fact]
    public void Steps_that_do_not_exclude_each_other_stand_side_by_side() =>
        Assert.Empty(Events.Check(Events.Document(Step("arriving", "1", "8"), Step("accepting", "2", "8"))));

    [Fact]
    public void Two_events_with_one_id_are_found_but_not_an_error_declaration()
    {
        var once = Step("arriving", "1", "8");
        Assert.Equal("duplicate", Assert.Single(Events.Check(Events.Document(once, once))).Code);
        var declared = once[..^1]
            + ""","errorDeclaration":{"declarationTime":"2026-07-02T08:00:00Z","reason":"did_not_occur"}}""";
        Assert.Empty(Events.Check(Events.Document(once, declared)));
    }

    [Theory]
    [InlineData("[]", "wrong-type", "$")]
    [InlineData("{}", "missing", "$.type")]
    [InlineData("{\"a\":1,\"a\":2}", "json", "$")]
    [InlineData("{\"type\":\"EPCISDocument\"}", "missing", "$.epcisBody")]
    [InlineData("{\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":{}}}", "wrong-type", "$.epcisBody.eventList")]
    [InlineData(
        "{\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":[1]}}", "wrong-type", "$.epcisBody.eventList[0]")]
    public void What_has_not_the_form_of_a_document_is_not_read(string json, string code, string path)
    {
        var reading = EpcisReader.Read(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Null(reading.Document);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((code, path), (finding.Code, finding.Path));
    }

    private static string Step(string step, string id, string place) =>
        $$$"""
        {"type":"ObjectEvent","eventID":"urn:e:{{{id}}}","eventTime":"2026-07-01T08:00:00Z",
         "eventTimeZoneOffset":"+00:00","action":"OBSERVE","epcList":["urn:a:truck"],"bizStep":"{{{step}}}",
         "readPoint":{"id":"urn:p:{{{place}}}"}}
        """;
}
