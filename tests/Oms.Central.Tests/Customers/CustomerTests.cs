using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Oms.Central.Tests.Customers;

/// <summary>Customers over HTTP: found without being named, merged, and erased for good.</summary>
public sealed class CustomerTests : IAsyncLifetime
{
    private const string Email = "Anna.Lind@example.com";

    private CentralServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CentralServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_customer_is_registered_read_and_found_and_nothing_personal_is_in_a_file()
    {
        var made = await RegisterAsync("K-17");
        Assert.Equal("/customers/K-17", made.Header("Location"));
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync("/customers", Body("K-17"))).Status);
        Assert.Equal("id-taken", (await _server.PostAsync("/customers", Body("K-17", "Berta"))).Code);
        await _server.RestartAsync();
        var read = await _server.GetAsync("/customers/K-17?consistency=strict");
        Assert.Equal("\"1\"", read.Header("ETag"));
        Assert.Equal("Anna", read.Json.GetProperty("profile").GetProperty("name").GetString());
        Assert.Equal(["K-17"], await FoundAsync($"email_sha256={Sha256(Email.ToLowerInvariant())}"));
        Assert.Equal(["K-17"], await FoundAsync("reference=shop:K-17"));
        Assert.Equal(["K-17"], await FoundAsync($"segment=vip&minPosition={made.Header("X-OMS-Position")}"));
        Assert.Empty(await FoundAsync("segment=vi"));
        Assert.Empty(await FoundAsync($"email_sha256={Sha256("other@example.com")}"));
        await _server.SettleAsync();

        // Only then are the files free to be read.
        await _server.RestartAsync(meanwhile: () =>
        {
            foreach (var file in Directory.GetFiles(_server.DataDirectory, "*", SearchOption.AllDirectories))
            {
                var bytes = File.ReadAllBytes(file);
                Assert.True(bytes.AsSpan().IndexOf("Anna"u8) < 0, file);
                Assert.True(bytes.AsSpan().IndexOf("example.com"u8) < 0, file);
            }
        });
    }

    [Fact]
    public async Task A_customer_without_a_number_gets_one_and_the_same_for_a_repeated_request()
    {
        var body = """{"profile":{"name":"Anna"},"facts":{}}""";
        var made = await _server.PostAsync("/customers", body, "k");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(made.Text, (await _server.PostAsync("/customers", body, "k")).Text);
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync(made.Header("Location")!)).Status);
    }

    [Fact]
    public async Task A_change_needs_what_was_seen_and_moves_what_the_customer_is_found_by()
    {
        _ = await RegisterAsync("K-17");
        var changed =
            """{"profile":{"name":"A","contacts":[{"kind":"email","value":"new@example.com"}]},"facts":{}}""";
        Assert.Equal("precondition-required", (await _server.PostAsync("/customers/K-17/revise", changed)).Code);
        Assert.Equal("precondition-failed",
            (await _server.PostAsync("/customers/K-17/revise", changed, ifMatch: "\"9\"")).Code);
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/customers/K-17/revise", changed, ifMatch: "\"1\"")).Status);
        Assert.Empty(await FoundAsync($"email_sha256={Sha256(Email.ToLowerInvariant())}"));
        Assert.Equal(["K-17"], await FoundAsync($"email_sha256={Sha256("new@example.com")}"));
        Assert.Equal(HttpStatusCode.OK, (await _server.PostAsync(
            "/customers/K-17/consents",
            """{"purpose":"newsletter","granted":true,"source":"form 12"}""",
            ifMatch: "\"2\"")).Status);
        Assert.True((await _server.GetAsync("/customers/K-17")).Json.GetProperty("consents")
            .GetProperty("newsletter").GetProperty("granted").GetBoolean());
    }

    [Fact]
    public async Task A_merged_customer_names_the_one_that_stays()
    {
        _ = await RegisterAsync("K-17");
        _ = await RegisterAsync("K-18");
        var merge = await _server.PostAsync("/customers/K-17/merge", """{"into":"K-18"}""", ifMatch: "\"1\"");
        Assert.True(merge.Status == HttpStatusCode.Accepted, merge.Text);
        var merged = await StatusAsync("K-17", "merged");
        Assert.Equal("K-18", merged.GetProperty("merged_into").GetString());
        Assert.Equal("K-17",
            (await _server.GetAsync("/customers/K-18")).Json.GetProperty("merged_from")[0].GetString());
        var refused = await _server.PostAsync("/customers/K-17/revise", Body(null), ifMatch: "*");
        Assert.Equal((HttpStatusCode.Conflict, "customer-merged"), (refused.Status, refused.Code));
        Assert.Equal("K-18", refused.Json.GetProperty("customer").GetString());

        Assert.Equal(HttpStatusCode.Accepted,
            (await _server.PostAsync("/customers/K-18/merge", """{"into":"nobody"}""", ifMatch: "*")).Status);
        await _server.SettleAsync();
        Assert.Equal("NoSuchCustomer",
            (await StatusAsync("K-18", "active")).GetProperty("merge_refused").GetString());
        Assert.Equal("invalid-request",
            (await _server.PostAsync("/customers/K-18/merge", """{"into":"K-18"}""", ifMatch: "*")).Code);
    }

    [Fact]
    public async Task An_erased_customer_is_gone_with_all_that_was_merged_into_it()
    {
        _ = await RegisterAsync("K-17");
        _ = await RegisterAsync("K-18");
        _ = await _server.PostAsync("/customers/K-17/merge", """{"into":"K-18"}""", ifMatch: "*");
        _ = await StatusAsync("K-17", "merged");
        await EraseAsync("K-18");
        foreach (var id in new[] { "K-17", "K-18" })
        {
            Assert.Equal("customer-erased", (await _server.GetAsync($"/customers/{id}")).Code);
            Assert.Equal((HttpStatusCode.Gone, "customer-erased"), StatusOf(
                await _server.PostAsync($"/customers/{id}/revise", Body(null), ifMatch: "*")));
            Assert.Equal("customer-erased", (await _server.PostAsync("/customers", Body(id))).Code);
        }

        Assert.Empty(await FoundAsync($"email_sha256={Sha256(Email.ToLowerInvariant())}"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM customer_keys WHERE wrapped IS NOT NULL"));
        Assert.Equal(0L, Scalar("SELECT count(*) FROM customer_lookups"));
        await _server.RestartAsync(without: "views.db");
        Assert.Equal("customer-erased", (await _server.GetAsync("/customers/K-17")).Code);
        Assert.True((await _server.GetAsync("/ops/journal/check")).Json.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public async Task An_unknown_customer_says_so_and_gets_no_key()
    {
        Assert.Equal("not-found", (await _server.GetAsync("/customers/nobody")).Code);
        Assert.Equal("not-found", (await _server.PostAsync("/customers/nobody/revise", Body(null), ifMatch: "*")).Code);
        Assert.Equal("not-found", (await _server.PostAsync(
            "/customers/nobody/erase", """{"reason":"asked for"}""", ifMatch: "*")).Code);
        Assert.Equal(0L, Scalar("SELECT count(*) FROM customer_keys"));
    }

    [Fact]
    public async Task An_erased_customer_stays_erased_after_a_restore_of_an_earlier_backup()
    {
        _ = await RegisterAsync("K-17");
        _ = await RegisterAsync("K-18");
        var backup = Path.Combine(Directory.CreateTempSubdirectory("oms-backup-").FullName, "copy");
        Assert.Equal(HttpStatusCode.OK,
            (await _server.PostAsync("/ops/backup", $$"""{"directory":"{{backup}}"}""")).Status);
        await EraseAsync("K-17");
        await _server.RestartAsync(meanwhile: () =>
        {
            foreach (var database in Directory.GetFiles(_server.DataDirectory, "*.db*"))
            {
                File.Delete(database);
            }

            foreach (var database in Directory.GetFiles(backup, "*.db"))
            {
                File.Copy(database, Path.Combine(_server.DataDirectory, Path.GetFileName(database)));
            }
        });
        Assert.Equal("customer-erased", (await _server.GetAsync("/customers/K-17")).Code);
        Assert.Equal(HttpStatusCode.OK, (await _server.GetAsync("/customers/K-18")).Status);
        Assert.Equal(1L, Scalar("SELECT count(*) FROM customer_keys WHERE wrapped IS NOT NULL"));
        Directory.Delete(Path.GetDirectoryName(backup)!, recursive: true);
    }

    [Theory]
    [InlineData("""{"profile":{"name":""},"facts":{}}""", "/profile/name")]
    [InlineData("""{"profile":{"name":"A","contacts":[{"kind":"email","value":"x"}]},"facts":{}}""",
        "/profile/contacts/0/value")]
    [InlineData("""{"profile":{"name":"A"},"facts":{"invoice_days":-1}}""", "/facts/invoice_days")]
    [InlineData("""{"profile":{"name":"A","born":"1990"},"facts":{}}""", "/profile/born")]
    [InlineData("""{"id":"","profile":{"name":"A"},"facts":{}}""", "/id")]
    public async Task Bad_input_names_its_member(string body, string field)
    {
        var reply = await _server.PostAsync("/customers", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid-request"), StatusOf(reply));
        Assert.Equal(field, reply.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    private static (HttpStatusCode, string?) StatusOf(Reply reply) => (reply.Status, reply.Code);

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Body(string? id, string name = "Anna") =>
        $$$"""
        {{{{(id is null ? "" : $"\"id\":\"{id}\",")}}}"profile":{"name":"{{{name}}}",
          "contacts":[{"kind":"email","value":"{{{Email}}}"}],
          "references":[{"system":"shop","reference":"{{{id ?? "x"}}}"}]},
          "facts":{"segments":["vip"],"invoice_days":30}}
        """;

    private async Task<Reply> RegisterAsync(string id)
    {
        var made = await _server.PostAsync("/customers", Body(id));
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return made;
    }

    private async Task EraseAsync(string id)
    {
        var erased = await _server.PostAsync($"/customers/{id}/erase", """{"reason":"asked for"}""", ifMatch: "*");
        Assert.True(erased.Status == HttpStatusCode.OK, erased.Text);
    }

    private Task<JsonElement> StatusAsync(string id, string status) =>
        _server.UntilAsync($"/customers/{id}", json => json.GetProperty("status").GetString() == status);

    private async Task<IEnumerable<string?>> FoundAsync(string query)
    {
        var found = await _server.GetAsync($"/customers?{query}");
        Assert.True(found.Status == HttpStatusCode.OK, found.Text);
        return [.. found.Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString())];
    }

    private object? Scalar(string query)
    {
        using var keys = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_server.DataDirectory, "customer-keys.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        keys.Open();
        using var command = keys.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }
}
