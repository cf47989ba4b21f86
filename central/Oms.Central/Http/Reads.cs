using System.Globalization;
using Oms.Actors;
using Oms.Central.Hosting;
using Oms.Central.Storage;

namespace Oms.Central.Http;

/// <summary>Makes a GET with <c>minPosition</c> wait until the lists show that position, and refuses one that asks for
/// a consistency or a past that it cannot have.</summary>
internal sealed class Reads(CentralNode node)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method)
            && (Consistency.FaultOf(context) ?? AsOf.FaultOf(context, node.Clock.GetCurrentInstant())) is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }

        var text = context.Request.Query["minPosition"].ToString();
        if (text.Length == 0 || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        if (Parse(text, node.Journal.ShardCount) is not { } position)
        {
            await Problems.Invalid("minPosition", "It is not a position such as 17-4.").ExecuteAsync(context);
            return;
        }

        using var patience = new CancellationTokenSource(WaitMax, node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            var model = context.GetEndpoint()?.Metadata.GetMetadata<ReadModel>()?.Name;
            await node.System.WaitForAsync(model ?? ViewsProjection.ProjectionName, position, either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Problems.Of(503, "read-behind", $"The lists do not show {text} yet.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static ShardPosition? Parse(string text, int shards) =>
        text.Split('-') is [var shard, var offset]
        && int.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < shards
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new ShardPosition(number, at)
            : null;
}

/// <summary>The read model that an endpoint answers from, where it is not the views.</summary>
internal sealed record ReadModel(string Name);
