using System.Net;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Orders;

/// <summary>Requests about orders that several tests share.</summary>
internal static class OrderShop
{
    public const string Address = """
        {"lines":["1 High Street"],"city":"Springfield","postal_code":"12345","country":"US"}
        """;

    private const string Milk = """{"sku":"MILK","quantity":2,"band":null}""";

    /// <summary>The body of an order.</summary>
    /// <param name="more">Further members, each followed by a comma.</param>
    public static string Body(string reference, string more = "", string lines = Milk) =>
        $$"""
        {"channel":"web","external_ref":"{{reference}}",{{more}}"ship_from":"dc-1","ship_policy":"complete",
         "lines":[{{lines}}]}
        """;

    /// <summary>The customer of an order who is told of only there.</summary>
    public static string Inline(string name = "Corner Shop", string address = Address) =>
        $$"""
        "customer":{"name":"{{name}}","address":{{address}} },
        """;

    public static async Task RegisterAsync(this CentralServer server, string id, string name = "Anna")
    {
        var made = await server.PostAsync(
            "/customers",
            $$"""
            {"id":"{{id}}","profile":{"name":"{{name}}","addresses":[
               {"label":"billing","address":{"lines":["Box 1"],"city":"Lund","postal_code":"221 00","country":"SE"} },
               {"label":"shipping","address":{"lines":["7 Hidden Lane"],"city":"Uppsala","postal_code":"753 10",
                 "country":"SE"} }]},"facts":{} }
            """);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
    }

    /// <summary>Places an order and says its id.</summary>
    public static async Task<string> PlacedAsync(this CentralServer server, string body)
    {
        var placed = await server.PostAsync("/orders", body);
        Assert.True(placed.Status == HttpStatusCode.Created, placed.Text);
        return placed.Json.GetProperty("id").GetString()!;
    }

    /// <summary>Sends a command about what was read last, once nothing is under way that would change it.</summary>
    public static async Task<Reply> CommandAsync(this CentralServer server, string order, string path, string body)
    {
        await server.SettleAsync();
        var read = await server.GetAsync($"/orders/{order}");
        return await server.PostAsync($"/orders/{order}/{path}", body, ifMatch: read.Header("ETag"));
    }

    /// <summary>The reasons of an order's holds, by type.</summary>
    public static Dictionary<string, string> Holds(this JsonElement order) =>
        order.GetProperty("holds").EnumerateArray().ToDictionary(
            hold => hold.GetProperty("type").GetString()!, hold => hold.GetProperty("reason").GetString()!);

    public static string[] Ids(this Reply list) =>
        [.. list.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
}
