using System.Net;
using System.Text;
using Oms.Central.Http;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>What a key was answered once it is answered always, also where nothing was done for it.</summary>
public sealed class RepeatedAnswerTests
{
    private const string Item = "/stock-items/MILK@dc-1";

    [Fact]
    public async Task What_was_done_before_by_another_key_is_answered_the_same_again_however_much_has_happened_since()
    {
        await using var server = await CentralServer.StartAsync();
        const string Receipt = """{"receipt":"ASN-1","lot":"L1","quantity":5,"expires":null}""";
        _ = await server.PostAsync($"{Item}/receipts", Receipt, "key-1");
        var second = await server.PostAsync($"{Item}/receipts", Receipt, "key-2");
        _ = await server.PostAsync($"{Item}/adjustments", """{"lot":"L1","delta":1,"reason":"count"}""");

        var again = await server.PostAsync($"{Item}/receipts", Receipt, "key-2");
        Assert.Equal(
            (second.Status, second.Text, second.Header("X-OMS-Position"), "true"),
            (again.Status, again.Text, again.Header("X-OMS-Position"), again.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Of_two_answers_to_one_key_that_two_nodes_make_at_once_the_first_one_holds()
    {
        await using var server = await CentralServer.StartAsync();
        var store = server.Node.Requests;
        var key = Guid.CreateVersion7();
        var (first, second) = (AnswerOf("out-of-stock"), AnswerOf("quantity-exceeded"));
        Assert.True(await store.IntendAsync(key, "body"));
        Assert.Same(first, (await store.AnswerAsync(key, "body", first))!.Answer);

        // The other node had looked before there was an answer.
        Assert.True(await store.IntendAsync(key, "body"));
        var holds = (await store.AnswerAsync(key, "body", second))!;
        Assert.Equal(first.Body, holds.Answer!.Body);
        Assert.Equal(first.Body, (await store.FindAsync(key))!.Answer!.Body);
    }

    [Fact]
    public async Task An_answer_is_of_the_body_that_was_answered_first()
    {
        await using var server = await CentralServer.StartAsync();
        var key = Guid.CreateVersion7();
        _ = await server.Node.Requests.AnswerAsync(key, "body", AnswerOf("out-of-stock"));
        Assert.Equal(
            "body", (await server.Node.Requests.AnswerAsync(key, "another", AnswerOf("not-found")))!.Fingerprint);
    }

    private static Answer AnswerOf(string code) =>
        new((int)HttpStatusCode.Conflict, Encoding.UTF8.GetBytes(code), Answer.ProblemJson);
}
