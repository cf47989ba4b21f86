using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Oms.Central.Orders.Checks;

namespace Oms.Central.Tests.Orders;

/// <summary>A service of checks that answers as it is told, or is down.</summary>
internal sealed class CheckServiceDouble : IAsyncDisposable
{
    public const string Key = "sim-check-service-key-1";

    private readonly WebApplication _application;

    private CheckServiceDouble(WebApplication application) => _application = application;

    /// <summary>What it answers: a status and a body.</summary>
    public (int Status, string Body) Answer { get; set; } = (503, "");

    /// <summary>The paths and bodies that it was asked with.</summary>
    public ConcurrentQueue<(string Path, JsonElement Body)> Asked { get; } = new();

    public CheckService Settings => new(
        _application.Address(),
        Key,
        TimeSpan.FromSeconds(5));

    public static async Task<CheckServiceDouble> StartAsync()
    {
        var application = LoopbackApi.Create();
        var made = new CheckServiceDouble(application);
        application.Run(made.ServeAsync);
        await application.ServeAsync();
        return made;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var body = await JsonDocument.ParseAsync(context.Request.Body);
        var isKnown = context.Request.Headers.Authorization == $"Bearer {Key}";
        Asked.Enqueue(($"{context.Request.Path}", body.RootElement.Clone()));
        context.Response.StatusCode = isKnown ? Answer.Status : 401;
        await context.Response.WriteAsync(Answer.Body);
    }
}
