using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Imports;

/// <summary>A centre in a process of its own that is killed while it imports orders.</summary>
public sealed class ImportKillTests
{
    private const int Rows = 300;
    private const int Kills = 3;

    [Fact]
    public async Task An_import_of_orders_goes_on_after_each_kill_and_each_row_has_its_effect_once()
    {
        var directory = Directory.CreateTempSubdirectory("oms-imported-").FullName;
        await using var centre = await CentreProcess.StartAsync(directory);
        var received = await centre.PostAsync(
            "/stock-items/MILK@dc-1/receipts", $$"""{"receipt":"R-1","lot":"L1","quantity":{{2 * Rows}}}""", "r-1");
        Assert.Equal(HttpStatusCode.Created, received.Status);
        var rows = string.Concat(Enumerable.Range(1, Rows).Select(number =>
            Shop.OrderJson(Reference(number), ("MILK", 1)).ReplaceLineEndings(string.Empty) + "\n"));
        var stored = await centre.PostAsync("/imports?kind=orders&stored=true", rows, "night-1");
        Assert.Equal(HttpStatusCode.Accepted, stored.Status);
        var path = $"/imports/{stored.Body.GetProperty("id").GetString()}";
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Done(await centre.UntilAsync(path, _ => true));
            var further = Done(await centre.UntilAsync(path, json => Done(json) > before));
            Assert.InRange(further, 1, Rows - 1);
            centre.Kill();
            await centre.RestartAsync();
        }

        var done = await centre.UntilAsync(path, json => json.GetProperty("state").GetString() == "done");
        Assert.Equal((Rows, Rows), (Done(done), done.GetProperty("outcomes").GetProperty("created").GetInt32()));
        var results = (await centre.ReadAsync($"{path}/results")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(Encoding.UTF8.GetBytes(line)).GetProperty("row").GetInt32());
        Assert.Equal(Enumerable.Range(1, Rows), results);

        // Whoever sends the same file once more makes no order more.
        var again = await centre.PostAsync("/imports?kind=orders&stored=true", rows, "night-1");
        Assert.Equal((HttpStatusCode.Accepted, "done"), (again.Status, again.Body.GetProperty("state").GetString()));
        var item = await centre.UntilAsync(
            "/stock-items/MILK@dc-1", json => json.GetProperty("reserved_hard").GetInt32() == Rows);
        Assert.Equal(2 * Rows, item.GetProperty("on_hand").GetInt32());
        Assert.Equal(Rows, item.GetProperty("available").GetInt32());
        Assert.Equal(
            Enumerable.Range(1, Rows).Select(Reference).Order(StringComparer.Ordinal),
            (await ReferencesAsync(centre)).Order(StringComparer.Ordinal));
        var audit = await centre.UntilAsync("/audit/invariants", _ => true);
        Assert.True(audit.GetProperty("healthy").GetBoolean(), $"{audit}");
    }

    private static int Done(JsonElement import) => import.GetProperty("done").GetInt32();

    private static string Reference(int number) => string.Create(CultureInfo.InvariantCulture, $"SO-{number}");

    /// <summary>Of every order that is listed.</summary>
    private static async Task<List<string>> ReferencesAsync(CentreProcess centre)
    {
        var (references, cursor) = (new List<string>(), string.Empty);
        do
        {
            var page = await centre.UntilAsync($"/orders?limit=200{cursor}", _ => true);
            references.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(order => order.GetProperty("external_ref").GetString()!));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        return references;
    }
}
