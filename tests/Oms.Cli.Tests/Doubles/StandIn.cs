using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Oms.Cli.Tests.Doubles;

/// <summary>A server on this machine that answers as a test says, and remembers what it was asked.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Asked> _asked = new();

    private StandIn(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyList<Asked> Asked => [.. _asked];

    public IEnumerable<string> Lines => _asked.Select(asked => asked.Line);

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers a request; the number is how many came before it.</param>
    public static async Task<StandIn> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new StandIn(app);
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            var before = server._asked.Count;
            server._asked.Enqueue(new Asked(
                $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}",
                headers["Idempotency-Key"],
                headers.Authorization,
                headers["Last-Event-ID"],
                await body.ReadToEndAsync(context.RequestAborted)));
            await answer(context, before);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Starts a server that gives each request the next answer, and the last one again and again.</summary>
    public static Task<StandIn> StartAsync(params Canned[] answers) =>
        StartAsync((context, before) => answers[int.Min(before, answers.Length - 1)].WriteAsync(context));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
