using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Routing;

/// <summary>A centre whose channel <c>web</c> lets a policy decide where orders leave from.</summary>
internal static class RoutedShop
{
    /// <summary>Goods go to Chicago.</summary>
    public const string Chicago =
        """{"latitude_microdegrees":41878100,"longitude_microdegrees":-87629800}""";

    private static readonly (string Id, int Latitude)[] Sites = [("near", 43_038_900), ("far", 25_000_000)];

    /// <summary>Two warehouses with 50 of MILK each, the channel, and, unless it is to come later, the
    /// policy.</summary>
    public static async Task OpenAsync(this CentralServer server, string? rules = null, string more = "")
    {
        if (rules is not null)
        {
            await server.DefineAsync(rules);
        }

        foreach (var (id, latitude) in Sites)
        {
            await server.LocateAsync(id, latitude, more);
            await server.ReceiveAsync($"MILK@{id}", 50);
        }

        await server.ChannelAsync();
    }

    /// <summary>Registers the channel, whose policy is <c>main</c>.</summary>
    public static async Task ChannelAsync(this CentralServer server)
    {
        Created(await server.PostAsync(
            "/channels",
            """
            {"id":"web","terms":{"name":"Shop","kind":"web",
              "policies":{"ship_policy":"split","routing":"main"} } }
            """));
        await server.SettleAsync();
    }

    public static async Task DefineAsync(this CentralServer server, string rules) => Created(await server.PostAsync(
        "/routing/policies", $$$"""{"id":"main","terms":{"rules":[{{{rules}}}]} }"""));

    public static async Task LocateAsync(this CentralServer server, string id, int latitude, string more = "") =>
        Created(await server.PostAsync(
            "/locations",
            $$$"""
            {"id":"{{{id}}}","terms":{"name":"{{{id}}}","kind":"warehouse","time_zone":"UTC"{{{more}}},
              "position":{"latitude_microdegrees":{{{latitude}}},"longitude_microdegrees":-87906500} } }
            """));

    /// <summary>Places an order that names no location.</summary>
    public static async Task<string> OrderAsync(
        this CentralServer server, string reference, int milk, string policy = "split")
    {
        var reply = await server.PostAsync("/orders", OrderJson(reference, milk, policy));
        Created(reply);
        return reply.Json.GetProperty("id").GetString()!;
    }

    public static string OrderJson(string reference, int milk, string policy = "split") =>
        $$$"""
        {"channel":"web","external_ref":"{{{reference}}}","ship_policy":"{{{policy}}}","position":{{{Chicago}}},
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "lines":[{"sku":"MILK","quantity":{{{milk}}},"band":null}]}
        """;

    /// <summary>Where the lines of an order leave from, and how many units of each are promised.</summary>
    public static IEnumerable<(string? From, int Reserved)> Sends(this JsonElement order) =>
        order.GetProperty("lines").EnumerateArray().Select(line => (
            line.GetProperty("ship_from").GetString(),
            line.GetProperty("quantities").GetProperty("reserved").GetInt32()));

    /// <summary>Waits until an order is released, and all it promises leaves from there.</summary>
    public static Task<JsonElement> UntilSentAsync(
        this CentralServer server, string order, params (string? From, int Reserved)[] sends) =>
        server.UntilAsync($"/orders/{order}", json =>
            json.GetProperty("status").GetString() == "released" && json.Sends().SequenceEqual(sends)
            && json.GetProperty("lines").EnumerateArray().All(
                line => line.GetProperty("allocation").GetString() is null or "hard" or "backordered"));

    public static void Created(Reply reply) => Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);

    public static void Done(Reply reply) => Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
}
