using System.Net;
using System.Text;
using System.Text.Json;
using NodaTime;
using Oms.Central.Epcis;
using Oms.Central.Hosting;
using Oms.Custody.CheckOuts;
using Oms.Epcis;
using Oms.Epcis.Mapping;
using Xunit;

namespace Oms.Central.Tests.Epcis;

/// <summary>The REST binding of EPCIS 2.0, over HTTP against a real centre.</summary>
public sealed class EpcisTests : IAsyncLifetime
{
    private const string Truck = "https://id.gs1.org/8004/9521321T-12";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync(options: new CentralOptions
    {
        Epcis = Gs1Names.None with
        {
            CompanyPrefix = "9521321",
            DepotGlns = new Dictionary<string, string> { [Gateway.Depot] = "9521321000018" },
            EvidenceBase = "https://oms.example.com",
        },
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_event_is_taken_found_and_read_back_as_it_was_sent()
    {
        var posted = await SendAsync("/epcis/events", Event("1"));
        Assert.Equal(HttpStatusCode.Created, posted.Status);
        Assert.Equal("2.0", posted.Header("GS1-EPCIS-Version"));
        await _server.SettleAsync();
        var read = await _server.GetAsync(posted.Header("Location")!);
        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal("urn:e:1", read.Json.GetProperty("eventID").GetString());
        Assert.Equal("kept", read.Json.GetProperty("ex:note").GetString());
        Assert.Empty(EpcisValidator.Check(read.Body).Findings);

        var found = await QueryAsync("EQ_bizStep=shipping");
        Assert.Equal(["urn:e:1"], Ids(found));
        Assert.Empty(EpcisValidator.Check(found.Body).Findings);
    }

    [Fact]
    public async Task An_event_id_is_taken_once_but_its_error_declaration_takes_it_up()
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("/epcis/events", Event("1"))).Status);
        var again = await SendAsync("/epcis/events", Event("1"));
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Equal(
            "epcisException:ResourceAlreadyExistsException", again.Json.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("/epcis/events", Declared("1"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("/epcis/events", Declared("1"))).Status);
        await _server.SettleAsync();
        Assert.Equal(["urn:e:1"], Ids(await QueryAsync("EXISTS_errorDeclaration")));
        Assert.Equal(2, Ids(await QueryAsync("EQ_eventID=urn:e:1")).Count);
    }

    [Fact]
    public async Task A_request_with_a_key_has_one_effect_and_one_answer()
    {
        var first = await SendAsync("/epcis/events", Event("1"), key: "k");
        var same = await SendAsync("/epcis/events", Event("1"), key: "k");
        Assert.Equal((HttpStatusCode.Created, first.Header("Location")), (same.Status, same.Header("Location")));
        var other = await SendAsync("/epcis/events", Event("2"), key: "k");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Fact]
    public async Task An_event_without_an_id_gets_that_of_what_it_says()
    {
        var json = Event("1").Replace("\"eventID\":\"urn:e:1\",", "", StringComparison.Ordinal);
        var posted = await SendAsync("/epcis/events", json);
        Assert.Equal(HttpStatusCode.Created, posted.Status);
        var id = EventHash.Of(EpcisReader.Read(Encoding.UTF8.GetBytes(json)).Document!.Events[0]);
        Assert.EndsWith(Uri.EscapeDataString(id), posted.Header("Location"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    public async Task A_body_that_is_no_event_is_a_problem_in_the_words_of_the_standard(string body, int status)
    {
        var reply = await SendAsync("/epcis/events", body);
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal("epcisException:ValidationException", reply.Json.GetProperty("type").GetString());
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await SendAsync("/epcis/events", "<a/>", mediaType: "application/xml")).Status);
    }

    [Fact]
    public async Task A_document_with_a_bad_event_is_taken_in_part_or_not_at_all()
    {
        var bad = Event("2").Replace("OBSERVE", "SEE", StringComparison.Ordinal);
        var rolled = await JobAsync(await CaptureAsync("rollback", Event("1"), bad));
        Assert.False(rolled.GetProperty("success").GetBoolean());
        Assert.Equal(
            "$.epcisBody.eventList[1].action",
            rolled.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Empty(Ids(await QueryAsync("")));

        var proceeded = await JobAsync(await CaptureAsync("proceed", Event("1"), bad));
        Assert.False(proceeded.GetProperty("success").GetBoolean());
        Assert.Equal(["urn:e:1"], Ids(await QueryAsync("")));
    }

    [Fact]
    public async Task A_duplicate_among_the_events_of_a_document_rolls_all_of_them_back()
    {
        _ = await SendAsync("/epcis/events", Event("2"));
        var job = await JobAsync(await CaptureAsync("rollback", Event("1"), Event("2"), Event("3")));
        Assert.False(job.GetProperty("success").GetBoolean());
        Assert.Equal(
            "epcisException:ResourceAlreadyExistsException",
            job.GetProperty("errors")[0].GetProperty("type").GetString());
        await _server.SettleAsync();
        Assert.Equal(["urn:e:2"], Ids(await QueryAsync("")));

        // What was rolled back has left its id free.
        job = await JobAsync(await CaptureAsync("rollback", Event("1"), Event("3")));
        Assert.True(job.GetProperty("success").GetBoolean());
        await _server.SettleAsync();
        Assert.Equal(["urn:e:1", "urn:e:2", "urn:e:3"], Ids(await QueryAsync("")).Order());
    }

    [Fact]
    public async Task What_a_document_may_hold_is_told_and_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/epcis/capture");
        var told = await _server.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, told.Status);
        Assert.Equal("rollback, proceed", told.Header("GS1-Capture-Error-Behaviour"));
        Assert.Equal("500", told.Header("GS1-EPCIS-Capture-Limit"));
        var full = Document([.. Enumerable.Range(0, 501).Select(i => Event($"{i}"))]);
        var reply = await SendAsync("/epcis/capture", full);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/epcis/capture/nobody")).Status);
    }

    [Fact]
    public async Task Pages_show_every_event_once_in_the_order_that_was_asked_for()
    {
        for (var i = 1; i <= 7; i++)
        {
            _ = await SendAsync("/epcis/events", Event($"{i}", minute: i));
        }

        await _server.SettleAsync();
        var seen = new List<string>();
        for (string? path = "/epcis/events?perPage=3&orderDirection=ASC"; path is not null;)
        {
            var page = await _server.GetAsync(path);
            seen.AddRange(Ids(page));
            var link = page.Header("Link");
            path = link?[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(i => $"urn:e:{i}"), seen);
        var cut = await _server.GetAsync("/epcis/events?perPage=2&eventCountLimit=3");
        Assert.Equal(["urn:e:7", "urn:e:6"], Ids(cut));
        var rest = cut.Header("Link")!;
        var last = await _server.GetAsync(rest[1..rest.IndexOf('>', StringComparison.Ordinal)]);
        Assert.Equal(["urn:e:5"], Ids(last));
        Assert.Null(last.Header("Link"));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await _server.GetAsync("/epcis/events?maxEventCount=6")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/epcis/events?maxEventCount=7")).Status);
    }

    [Theory]
    [InlineData("eventType=ObjectEvent", true)]
    [InlineData("eventType=AggregationEvent", false)]
    [InlineData("MATCH_epc=urn:epc:id:giai:9521321.T-12", true)]
    [InlineData("MATCH_anyEPC=urn:epc:id:giai:9521321.T-12", true)]
    [InlineData("MATCH_parentID=urn:epc:id:giai:9521321.T-12", false)]
    [InlineData("EQ_readPoint=urn:epc:id:sgln:9521321.00001.D1", true)]
    [InlineData("EQ_readPoint=urn:epc:id:sgln:9521321.00001.0", false)]
    [InlineData("WD_readPoint=urn:epc:id:sgln:9521321.00001.0", true)]
    [InlineData("WD_readPoint=urn:epc:id:sgln:9521321.00002.0", false)]
    [InlineData("EQ_bizTransaction_po=urn:po:1", true)]
    [InlineData("EQ_bizTransaction_inv=urn:po:1", false)]
    [InlineData("EQ_disposition=in_transit", true)]
    [InlineData("EQ_disposition=in_transit&EQ_action=ADD", false)]
    [InlineData("GE_eventTime=2026-07-01T06:00:00Z", true)]
    [InlineData("LT_eventTime=2026-07-01T06:00:00Z", false)]
    [InlineData("GE_startTime=2026-07-01T05:00:00Z", true)]
    [InlineData("GE_startTime=2026-07-01T05:00:01Z", false)]
    [InlineData("EXISTS_sensorElementList", true)]
    [InlineData("EQ_type=Temperature", true)]
    [InlineData("LT_minValue=-18", true)]
    [InlineData("LT_minValue=-19", false)]
    public async Task A_query_finds_what_it_asks_for_in_any_spelling(string query, bool found)
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("/epcis/events", Event("1"))).Status);
        await _server.SettleAsync();
        Assert.Equal(found ? ["urn:e:1"] : [], Ids(await QueryAsync(query)));
    }

    [Theory]
    [InlineData("EQ_own:note=kept", true)]
    [InlineData("EQ_own:note=lost&EQ_own:note=kept", true)]
    [InlineData("EQ_own:note=lost", false)]
    [InlineData("EQ_https://ns.example.com/note=kept", true)]
    [InlineData("EXISTS_own:note", true)]
    [InlineData("EXISTS_own:colour", false)]
    [InlineData("EQ_own:weight=12.5", true)]
    [InlineData("EQ_own:weight=12.50", true)]
    [InlineData("GT_own:weight=12.4", true)]
    [InlineData("GT_own:weight=12.5", false)]
    [InlineData("LE_own:weight=12.5", true)]
    [InlineData("GE_own:checked=2026-06-30T22:00:00Z", true)]
    [InlineData("LT_own:checked=2026-07-01T00:00:00%2B02:00", false)]
    [InlineData("EXISTS_own:box", true)]
    [InlineData("EQ_own:inside=7", false)]
    [InlineData("EQ_INNER_own:inside=7", true)]
    [InlineData("GE_INNER_own:inside=8", false)]
    [InlineData("EQ_own:lot=L7", false)]
    [InlineData("EQ_ILMD_own:lot=L7", true)]
    [InlineData("EXISTS_ILMD_own:lot", true)]
    [InlineData("EQ_INNER_ILMD_own:farm=north", true)]
    [InlineData("EQ_ILMD_own:farm=north", false)]
    public async Task Members_of_a_users_own_are_found_under_any_prefix_for_their_namespace(string query, bool found)
    {
        var own = Event("1").Replace("\"action\":\"OBSERVE\"", "\"action\":\"ADD\"", StringComparison.Ordinal)[..^1]
            + """
            ,"ex:weight":12.50,"ex:checked":"2026-07-01T00:00:00+02:00","ex:box":{"ex:inside":7},
             "ilmd":{"ex:lot":"L7","ex:origin":{"ex:farm":"north"}}}
            """;
        var posted = await SendAsync("/epcis/events", own);
        Assert.True(posted.Status == HttpStatusCode.Created, posted.Text);
        await _server.SettleAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/epcis/events?{query}");
        request.Headers.Add("GS1-Extensions", "own=https://ns.example.com/, other=https://other.example.com/");
        var reply = await _server.SendAsync(request);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        Assert.Equal(found ? ["urn:e:1"] : [], Ids(reply));
    }

    [Fact]
    public async Task A_query_with_a_name_brings_its_own_prefixes()
    {
        _ = await SendAsync("/epcis/events", Event("1"));
        var made = await SendAsync("/epcis/queries", """
            {"name":"kept","query":{"@context":[{"n":"https://ns.example.com/"}],"EQ_n:note":"kept"}}
            """);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        await _server.SettleAsync();
        Assert.Equal(["urn:e:1"], Ids(await _server.GetAsync("/epcis/queries/kept/events")));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(
            "/epcis/queries", """{"name":"none","query":{"EQ_n:note":"kept"}}""")).Status);
    }

    [Theory]
    [InlineData("EQ_colour=red")]
    [InlineData("EQ_nobodys:colour=red")]
    [InlineData("GT_oms:weight=much")]
    [InlineData("GE_eventTime=noon")]
    [InlineData("orderBy=colour")]
    [InlineData("perPage=0")]
    [InlineData("nextPageToken=!")]
    [InlineData("eventCountLimit=1&maxEventCount=1")]
    public async Task A_parameter_that_is_not_known_or_not_of_its_form_is_refused(string query)
    {
        var reply = await _server.GetAsync($"/epcis/events?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("epcisException:QueryParameterException", reply.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_query_with_a_name_can_be_asked_again_and_forgotten()
    {
        _ = await SendAsync("/epcis/events", Event("1"));
        const string Named = """{"name":"out","query":{"EQ_bizStep":["shipping"],"EXISTS_sensorElementList":null}}""";
        var made = await SendAsync("/epcis/queries", Named);
        Assert.Equal((HttpStatusCode.Created, "/epcis/queries/out"), (made.Status, made.Header("Location")));
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("/epcis/queries", Named)).Status);
        await _server.SettleAsync();
        Assert.Equal(["urn:e:1"], Ids(await _server.GetAsync("/epcis/queries/out/events")));
        Assert.Equal("out", (await _server.GetAsync("/epcis/queries")).Json[0].GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.BadRequest,
            (await SendAsync("/epcis/queries", """{"name":"bad","query":{"EQ_colour":"red"}}""")).Status);

        using var delete = new HttpRequestMessage(HttpMethod.Delete, "/epcis/queries/out");
        Assert.Equal(HttpStatusCode.NoContent, (await _server.SendAsync(delete)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.GetAsync("/epcis/queries/out/events")).Status);
    }

    [Fact]
    public async Task Values_are_listed_and_lead_to_their_events()
    {
        _ = await SendAsync("/epcis/events", Event("1"));
        await _server.SettleAsync();
        foreach (var (view, value) in new[]
        {
            ("eventTypes", "ObjectEvent"), ("epcs", Truck), ("bizSteps", "shipping"), ("dispositions", "in_transit"),
            ("readPoints", "https://id.gs1.org/414/9521321000018/254/D1"),
        })
        {
            var list = await _server.GetAsync($"/epcis/{view}");
            Assert.Equal([value], list.Json.GetProperty("member").EnumerateArray().Select(one => one.GetString()));
            Assert.Equal(
                ["urn:e:1"],
                Ids(await _server.GetAsync($"/epcis/{view}/{Uri.EscapeDataString(value)}/events")));
        }
    }

    [Fact]
    public async Task Custody_records_are_events_too_and_a_rebuilt_model_equals_the_live_one()
    {
        using var gateway = new Gateway(_server);
        _ = await gateway.EnrolAsync();
        var noon = Instant.FromUtc(2026, 11, 21, 12, 0);
        var band = new TemperatureBand(2_000, 8_000);
        gateway.Write("co-1", new CheckOutEvent.Arrived(Gateway.Depot, "T-12", "D-3", "R-7", "D1", 5, noon));
        gateway.Write("co-1", new CheckOutEvent.TemperatureExcursionRecorded(
            new TemperatureExcursion("RF-12", 1, noon, null, 9_500, band, [])));
        gateway.Write("co-1", new CheckOutEvent.TemperatureExcursionRecorded(
            new TemperatureExcursion("RF-12", 1, noon, noon + Duration.FromMinutes(9), 9_900, band, [])));
        gateway.Write("co-1", new CheckOutEvent.KeysReturned("K-1", "S-1"));
        _ = await gateway.SendAsync();
        _ = await JobAsync(await CaptureAsync("rollback", Event("1"), Event("2")));
        await _server.SettleAsync();

        Assert.Equal(
            [Truck], Members(await QueryAsync("EQ_bizStep=arriving"), "epcList"));
        Assert.Equal(2, Ids(await QueryAsync("EQ_bizStep=sensor_reporting&GE_maxValue=9.5")).Distinct().Count());
        var declared = await QueryAsync("EXISTS_errorDeclaration");
        var corrective = Assert.Single(Results(declared)).GetProperty("errorDeclaration")
            .GetProperty("correctiveEventIDs")[0].GetString();
        Assert.Contains(corrective, Ids(await QueryAsync("EQ_bizStep=sensor_reporting")));
        Assert.Equal(
            ["https://id.gs1.org/8004/9521321K-1"], Members(await QueryAsync("EQ_bizStep=accepting"), "epcList"));

        var live = Results(await QueryAsync("perPage=500")).Select(one => one.GetRawText()).ToList();
        Assert.Equal(7, live.Count);
        await _server.Node.System.RebuildAsync(
            EpcisProjection.ProjectionName, TestContext.Current.CancellationToken);
        await _server.SettleAsync();
        Assert.Equal(live, Results(await QueryAsync("perPage=500")).Select(one => one.GetRawText()));
        Assert.Empty(EpcisValidator.Check((await QueryAsync("perPage=500")).Body).Findings);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart_that_lost_the_read_models()
    {
        _ = await SendAsync("/epcis/events", Event("1"));
        var job = await CaptureAsync("rollback", Event("2"));
        await _server.RestartAsync(without: "views.db");
        Assert.True((await JobAsync(job)).GetProperty("success").GetBoolean());
        await _server.SettleAsync();
        Assert.Equal(["urn:e:1", "urn:e:2"], Ids(await QueryAsync("")).Order());
    }

    private static string Event(string id, int minute = 0) =>
        $$$"""
        {"@context":["{{{EpcisContext.StandardUri}}}",{"ex":"https://ns.example.com/"}],"eventID":"urn:e:{{{id}}}",
         "type":"ObjectEvent","eventTime":"2026-07-01T08:{{{minute:00}}}:00.000+02:00","eventTimeZoneOffset":"+02:00",
         "action":"OBSERVE","bizStep":"shipping","disposition":"in_transit","epcList":["{{{Truck}}}"],
         "readPoint":{"id":"https://example.com/414/9521321000018/254/D1"},
         "bizTransactionList":[{"type":"po","bizTransaction":"urn:po:1"}],
         "sensorElementList":[{"sensorMetadata":{"startTime":"2026-07-01T05:00:00Z","endTime":"2026-07-01T06:00:00Z"},
           "sensorReport":[{"type":"Temperature","minValue":-19,"maxValue":-17.50,"uom":"CEL"}]}],
         "ex:note":"kept"}
        """;

    private static string Declared(string id) =>
        Event(id)[..^1]
        + ""","errorDeclaration":{"declarationTime":"2026-07-02T08:00:00Z","reason":"did_not_occur"}}""";

    private static string Document(params IReadOnlyList<string> events) =>
        $$$"""
        {"@context":["{{{EpcisContext.StandardUri}}}"],"type":"EPCISDocument","schemaVersion":"2.0",
         "creationDate":"2026-07-01T08:00:00Z","epcisBody":{"eventList":[{{{string.Join(',', events)}}}]}}
        """;

    private static List<string> Ids(Reply reply) =>
        [.. Results(reply).Select(one => one.GetProperty("eventID").GetString()!)];

    private static List<string> Members(Reply reply, string name) =>
        [.. Results(reply).SelectMany(one => one.GetProperty(name).EnumerateArray()).Select(one => one.GetString()!)];

    private static List<JsonElement> Results(Reply reply)
    {
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return
        [
            .. reply.Json.GetProperty("epcisBody").GetProperty("queryResults").GetProperty("resultsBody")
                .GetProperty("eventList").EnumerateArray(),
        ];
    }

    private Task<Reply> QueryAsync(string query) => _server.GetAsync($"/epcis/events?{query}");

    private async Task<string> CaptureAsync(string behaviour, params IReadOnlyList<string> events)
    {
        var reply = await SendAsync("/epcis/capture", Document(events), behaviour: behaviour);
        Assert.True(reply.Status == HttpStatusCode.Accepted, reply.Text);
        return reply.Header("Location")!;
    }

    private Task<JsonElement> JobAsync(string location) =>
        _server.UntilAsync(location, job => !job.GetProperty("running").GetBoolean());

    private async Task<Reply> SendAsync(
        string path,
        string body,
        string? key = null,
        string? behaviour = null,
        string mediaType = "application/ld+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, mediaType),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (behaviour is not null)
        {
            request.Headers.Add(CaptureEndpoints.BehaviourHeader, behaviour);
        }

        return await _server.SendAsync(request);
    }
}
