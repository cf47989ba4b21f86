using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Oms.Central.Tests.Http;

/// <summary>Three clients with one Idempotency-Key at a centre that is killed under them.</summary>
public sealed class RepeatKillTests
{
    private const int Clients = 3;
    private const int Rounds = 4;
    private const string Item = "MILK@dc-1";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Three_clients_with_one_key_get_one_effect_and_one_answer_over_a_kill_between_commit_and_reply()
    {
        var directory = Directory.CreateTempSubdirectory("oms-repeated-").FullName;
        await using var centre = await CentreProcess.StartAsync(directory);
        var received = await centre.PostAsync(
            $"/stock-items/{Item}/receipts", """{"receipt":"R-1","lot":"L1","quantity":100}""", "r-1");
        Assert.Equal(HttpStatusCode.Created, received.Status);
        for (var round = 1; round <= Rounds; round++)
        {
            // An adjustment has no identity of its own: a second one would count. An order has.
            var (path, body) = round % 2 == 0
                ? ("/orders", Shop.OrderJson($"SO-{round}", ("NUTS", 1)))
                : ($"/stock-items/{Item}/adjustments", """{"lot":"L1","delta":1,"reason":"count"}""");
            var key = $"key-{round}";
            await KillAtTheFirstReplyAsync(centre, path, body, key);
            await centre.RestartAsync();

            // It was committed, and nobody heard so.
            Assert.Equal(100 + ((round + 1) / 2), await OnHandAsync(centre));
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Clients).Select(_ => FinalAsync(centre, path, body, key)));
            Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Body), answer));
            Assert.Equal(100 + ((round + 1) / 2), await OnHandAsync(centre));
        }

        var orders = await centre.UntilAsync(
            "/orders", json => json.GetProperty("items").GetArrayLength() >= Rounds / 2);
        var audit = await centre.UntilAsync("/audit/invariants", _ => true);
        Assert.Equal(Rounds / 2, orders.GetProperty("items").GetArrayLength());
        Assert.True(audit.GetProperty("healthy").GetBoolean(), $"{audit}");
    }

    /// <summary>All ask at once; as soon as an answer to one of them is there, which follows the commit, the centre is
    /// killed, and nobody reads it.</summary>
    private static async Task KillAtTheFirstReplyAsync(CentreProcess centre, string path, string body, string key)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var client = 0; client < Clients; client++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                sockets.Add(socket);
                await socket.ConnectAsync(
                    centre.Address.Host, centre.Address.Port, TestContext.Current.CancellationToken);
            }

            var request = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST {path} HTTP/1.1\r\nHost: {centre.Address.Authority}\r\nAuthorization: {centre.Key}\r\n"
                    + $"Idempotency-Key: {key}\r\nIf-Match: *\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
            sockets.ForEach(socket => socket.Send(request));
            while (!sockets.Exists(IsCreated))
            {
                await Task.Delay(Look, TimeProvider.System, TestContext.Current.CancellationToken);
            }

            centre.Kill();
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>Whether the answer that lies there, unread, is that of an effect; the others may be told that the first
    /// is in flight.</summary>
    private static bool IsCreated(Socket socket)
    {
        if (socket.Available == 0)
        {
            return false;
        }

        var peeked = new byte["HTTP/1.1 201".Length];
        return socket.Receive(peeked, SocketFlags.Peek) == peeked.Length
            && Encoding.ASCII.GetString(peeked).EndsWith("201", StringComparison.Ordinal);
    }

    /// <summary>Asks again while another's attempt is in flight.</summary>
    private static async Task<(HttpStatusCode Status, string Body)> FinalAsync(
        CentreProcess centre, string path, string body, string key)
    {
        while (true)
        {
            var (status, answer) = await centre.PostAsync(path, body, key);
            if (status != HttpStatusCode.Conflict || answer.GetProperty("code").GetString() != "idempotency-in-flight")
            {
                return (status, answer.GetRawText());
            }

            await Task.Delay(Look, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<int> OnHandAsync(CentreProcess centre) =>
        (await centre.UntilAsync($"/stock-items/{Item}", _ => true)).GetProperty("on_hand").GetInt32();
}
