using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>The steps of selling that many tests share.</summary>
internal static class Shop
{
    private const int AttemptsMax = 50;

    public static async Task ReceiveAsync(
        this CentralServer server, string item, int quantity, string lot = "L1", string? expires = null)
    {
        var expiry = expires is null ? "null" : $"\"{expires}\"";
        var key = Guid.CreateVersion7().ToString();
        var json = $$"""{"receipt":"{{key}}","lot":"{{lot}}","quantity":{{quantity}},"expires":{{expiry}} }""";
        var reply = await server.PostAsync($"/stock-items/{item}/receipts", json, key);

        // A shard may be on its way to another node: clients ask again with the same key.
        for (var again = 0; again < AttemptsMax && reply.Status == HttpStatusCode.ServiceUnavailable; again++)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
            reply = await server.PostAsync($"/stock-items/{item}/receipts", json, key);
        }

        Assert.Equal(HttpStatusCode.Created, reply.Status);
    }

    public static string OrderJson(string reference, params (string Sku, int Quantity)[] lines) =>
        OrderJson(reference, "complete", lines);

    public static string OrderJson(string reference, string policy, params (string Sku, int Quantity)[] lines) =>
        $$$"""
        {"channel":"web","external_ref":"{{{reference}}}",
         "customer":{"name":"Corner Shop","address":{"lines":["1 High Street"],"city":"Springfield",
           "postal_code":"12345","country":"US"}},
         "ship_from":"dc-1","ship_policy":"{{{policy}}}","lines":[{{{string.Join(',', lines.Select(LineJson))}}}]}
        """;

    private static string LineJson((string Sku, int Quantity) line) =>
        $$$"""
        {"sku":"{{{line.Sku}}}","quantity":{{{line.Quantity}}},"band":{"min_milli_c":2000,"max_milli_c":8000} }
        """;

    public static async Task<string> PlaceAsync(
        this CentralServer server, string reference, params (string Sku, int Quantity)[] lines)
    {
        var reply = await server.PostAsync("/orders", OrderJson(reference, lines));
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.Json.GetProperty("id").GetString()!;
    }

    public static Task<JsonElement> StatusAsync(this CentralServer server, string order, string status) =>
        server.UntilAsync($"/orders/{order}", json => json.GetProperty("status").GetString() == status);

    public static Task<JsonElement> SendOutAsync(this CentralServer server, string route, string order) =>
        server.SendOutAsync(route, from: null, order);

    /// <param name="from">The location at which alone the route is loaded; null for all.</param>
    public static async Task<JsonElement> SendOutAsync(
        this CentralServer server, string route, string? from, params string[] orders)
    {
        var at = from is null ? "" : $",\"load_from\":\"{from}\"";
        var planned = await server.PostAsync(
            "/manifests",
            $$$"""
            {"route":"{{{route}}}","depot":"dep-1","vehicle":"T-12","driver":"D-3","reefer":"RF-12",
             "stops":[{{{string.Join(',', orders.Select(StopJson))}}}]{{{at}}} }
            """);
        Assert.True(planned.Status == HttpStatusCode.Created, planned.Text);
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync($"/manifests/{route}/dispatch", "{}")).Status);
        return await server.UntilAsync(
            $"/manifests/{route}", json => json.GetProperty("status").GetString() == "dispatched");
    }

    private static string StopJson(string order, int index) =>
        $$"""{"stop":{{index + 1}},"consignee":"Shop","orders":["{{order}}"]}""";

    /// <summary>A quantity of a line, such as <c>in_transit</c>.</summary>
    public static int Units(this JsonElement order, string name, int line = 1) =>
        order.GetProperty("lines")[line - 1].GetProperty("quantities").GetProperty(name).GetInt32();
}
