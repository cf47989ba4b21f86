using System.Net;
using System.Text;
using System.Text.Json;
using Oms.Epcis;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>EPCIS over several nodes and PostgreSQL.</summary>
public sealed class EpcisClusterTests
{
    [Fact]
    public async Task What_one_node_took_every_node_finds_and_refuses_to_take_again()
    {
        await using var cluster = await CentralCluster.StartAsync("a", "b");
        var (one, other) = (cluster.Nodes[0], cluster.Nodes[1]);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await SendAsync(one, "/epcis/events", Event($"{i}"))).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(other, "/epcis/events", Event($"{i}"))).Status);
        }

        var captured = await SendAsync(
            other, "/epcis/capture", Document([.. Enumerable.Range(8, 20).Select(i => Event($"{i}"))]));
        Assert.True(captured.Status == HttpStatusCode.Accepted, captured.Text);
        var job = await one.UntilAsync(
            captured.Header("Location")!, json => !json.GetProperty("running").GetBoolean());
        Assert.True(job.GetProperty("success").GetBoolean(), job.GetRawText());
        foreach (var node in cluster.Nodes)
        {
            _ = await node.UntilAsync(
                "/epcis/events?perPage=100&EQ_bizStep=shipping&GE_eventTime=2026-07-01T00:00:00Z&MATCH_epc=urn:a:truck",
                json => Ids(json).Order(StringComparer.Ordinal).SequenceEqual(
                    Enumerable.Range(0, 28).Select(i => $"urn:e:{i}").Order(StringComparer.Ordinal)));
        }
    }

    private static IEnumerable<string> Ids(JsonElement document) =>
        document.GetProperty("epcisBody").GetProperty("queryResults").GetProperty("resultsBody")
            .GetProperty("eventList").EnumerateArray().Select(one => one.GetProperty("eventID").GetString()!);

    private static string Event(string id) =>
        $$"""
        {"@context":"{{EpcisContext.StandardUri}}","eventID":"urn:e:{{id}}","type":"ObjectEvent",
         "eventTime":"2026-07-01T08:00:00Z","eventTimeZoneOffset":"+00:00","action":"OBSERVE","bizStep":"shipping",
         "epcList":["urn:a:truck"],"sensorElementList":[{"sensorReport":[{"type":"Temperature","value":1.5}]}]}
        """;

    private static string Document(IReadOnlyList<string> events) =>
        $$$"""
        {"@context":"{{{EpcisContext.StandardUri}}}","type":"EPCISDocument","schemaVersion":"2.0",
         "creationDate":"2026-07-01T08:00:00Z","epcisBody":{"eventList":[{{{string.Join(',', events)}}}]}}
        """;

    private static async Task<Reply> SendAsync(CentralServer node, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/ld+json"),
        };
        return await node.SendAsync(request);
    }
}
