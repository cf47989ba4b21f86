using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Storage;

namespace Oms.Central.Channels;

/// <summary>Channels over HTTP.</summary>
internal static class ChannelEndpoints
{
    private const int LocationsMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        var channels = new EntityRoutes<Channel, ChannelCommand, ChannelEvent, ChannelRejection>(
            routes, node, writes, node.Channels, "/channels", Channel.Kind, StockItemId.IsLocation,
            channel => channel.Revision, Explain);
        channels.Create(
            "Define a channel", CentralJson.Default.DefineChannelBody, body => body.Id,
            body => new ChannelCommand.Define(body.Id, body.Terms));
        channels.Command(
            "/revise", "Give a channel other terms", CentralJson.Default.ReviseChannelBody,
            (body, _, expected) => new ChannelCommand.Revise(body.Terms, expected));
        channels.Command(
            "/suspend", "Promise nothing to a channel", CentralJson.Default.ChannelReasonBody,
            (body, _, expected) => new ChannelCommand.Suspend(body.Reason, expected));
        channels.Command(
            "/resume", "Promise to a channel again", CentralJson.Default.EmptyBody,
            (_, _, expected) => new ChannelCommand.Resume(expected));
        channels.Command(
            "/allocations", "Set how much of a product a channel may promise", CentralJson.Default.Allocation,
            (body, _, expected) => new ChannelCommand.Allocate(body, expected));
        channels.Command(
            "/allocations/{sku}/end", "End an allocation", CentralJson.Default.EmptyBody,
            (_, context, expected) =>
                new ChannelCommand.EndAllocation($"{context.Request.RouteValues["sku"]}", expected));
        channels.List(
            "List channels", CentralJson.Default.ListBodyChannelView, ChannelJson.Default.Channel, "status", "kind",
            ChannelView.Of);
        channels.Read("Read a channel", CentralJson.Default.ChannelDetailView, ChannelDetailView.Of);

        _ = routes.Get<PromisableView>(
            "/channels/{id}/availability", ApiScope.Read, "What a channel may promise of a sku, of all locations",
            async context =>
            {
                var sku = context.Request.Query["sku"].ToString();
                if (!StockItemId.IsSku(sku))
                {
                    return Problems.Invalid("sku", StockItemId.SkuRule);
                }

                if (await channels.FindAsync(context) is not { } channel)
                {
                    return channels.Missing();
                }

                var rows = await node.Model.PageAsync(StockItem.Kind, sku, null, null, null, LocationsMax);
                var available = rows.Rows
                    .Sum(row => (long)int.Max(0, ListedStock.Read(row.Doc).Available));
                var all = (int)long.Min(available, int.MaxValue);
                return Lists.Ok(
                    new PromisableView(sku, channel.Id!, channel.Promisable(sku, all), all),
                    CentralJson.Default.PromisableView);
            }).ReadsOneEntity();
    }

    /// <summary>What lists are searched by.</summary>
    public static string SearchOf(Channel channel) => $"{channel.Id}\n{channel.Terms?.Name}".ToUpperInvariant();

    private static Answer Explain(ChannelRejection rejection) =>
        rejection switch
        {
            ChannelRejection.NoSuchChannel => Problems.NotFound("such channel"),
            ChannelRejection.Differs => Problems.Of(
                409, "id-taken", "The id stands for a channel with other terms; revise it instead."),
            ChannelRejection.StaleRevision r => Preconditions.Failed(r.Current),
            ChannelRejection.InvalidTerms r => Problems.Invalid(r.Field, r.Reason),
            ChannelRejection.TooManyAllocations r => Problems.Of(
                409, "capacity-exhausted", $"A channel has up to {r.Max} allocations; others follow its own share."),
            _ => throw new System.Diagnostics.UnreachableException($"No problem document for {rejection}."),
        };
}

internal sealed record DefineChannelBody(string Id, ChannelTerms Terms);

internal sealed record ReviseChannelBody(ChannelTerms Terms);

internal sealed record ChannelReasonBody(string Reason);

/// <summary>A channel as lists show it.</summary>
/// <param name="Allocations">How many allocations it has.</param>
internal sealed record ChannelView(string Id, long Version, ChannelStatus Status, int Allocations, ChannelTerms Terms)
{
    public static ChannelView Of(Channel channel) =>
        new(channel.Id!, channel.Revision, channel.Status, channel.Allocations.Count, channel.Terms!);
}

/// <summary>A channel with its allocations.</summary>
internal sealed record ChannelDetailView(
    string Id, long Version, ChannelStatus Status, ChannelTerms Terms, IReadOnlyList<Allocation> Allocations)
{
    public static ChannelDetailView Of(Channel channel) =>
        new(channel.Id!, channel.Revision, channel.Status, channel.Terms!, [.. channel.Allocations.Values]);
}

/// <param name="Promisable">What the channel may promise.</param>
/// <param name="Available">What all locations together can promise.</param>
internal sealed record PromisableView(string Sku, string Channel, int Promisable, int Available);
