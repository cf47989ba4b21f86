using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Custody.Assets;
using Oms.Custody.Findings;
using Oms.Edge.Assets;
using Oms.Edge.Fuel;
using Oms.Edge.Gateway.Depot;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>Purchases on fuel cards, and what they are held against.</summary>
internal sealed class FuelEndpoints(DepotNode node, ApiPipe pipe)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/vehicles/{id}/fuel", pipe.Wrap(context => TellAsync(context, AddressOf(context))));
        _ = app.MapPut("/vehicles/{id}/fuel", pipe.Wrap(async context =>
        {
            var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.FuelDataBody);
            await DoAsync(
                context,
                new FuelCommand.Describe(new VehicleFuel(body.TankMillilitres, body.Least, body.Most)),
                octets);
        }));
        _ = app.MapPost("/vehicles/{id}/fuel-purchases", pipe.Wrap(async context =>
        {
            var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.FuelPurchaseBody);
            await DoAsync(
                context,
                new FuelCommand.Record(new FuelTransaction(
                    body.Id, body.Card, body.At, body.Place, body.Millilitres, body.OdometerMetres,
                    body.PriceMilliMinor, body.TotalMinor)),
                octets);
        }));
    }

    private async Task DoAsync(HttpContext context, FuelCommand command, byte[] octets)
    {
        var address = AddressOf(context);
        var reply = await node.Regions.Fuel.UntilAnsweredAsync(
            address, command, ApiPipe.Command(context, octets), node.Services.Pace, Patience, context.RequestAborted);
        switch (reply.Outcome)
        {
            case ReplyOutcome.Accepted:
                await TellAsync(context, address);
                break;
            case ReplyOutcome.Rejected:
                throw reply.Rejection! switch
                {
                    FuelRejection.IdUsed r => ProblemException.Conflict(
                        "purchase-recorded-differently", "The id stands for another purchase.").With("id", r.Id),
                    FuelRejection.Invalid r => ProblemException.Conflict("invalid", r.Detail).With("field", r.Field),
                    _ => ProblemException.Conflict("refused", $"{reply.Rejection}"),
                };
            case ReplyOutcome.IdReused:
                throw new ProblemException(422, "idempotency-key-reused", "The key was used for another request.");
            default:
                throw ProblemException.Unavailable(reply.Retry, reply.Quarantine);
        }
    }

    // Held against the time in which a driver may have the card; a visit holds its own against its route.
    private async Task TellAsync(HttpContext context, EntityAddress address)
    {
        var ledger = (await node.Regions.Fuel.ReadAsync(address, context.RequestAborted)).State;
        await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new FuelAnswer(
                ledger.Fuel,
                ledger.Purchases,
                FuelChecks.Of(
                    ledger, node.View.EldNewestOf(address.Id), null, Now - AssetBook.DueAfter, Now)),
            ApiJson.Default.FuelAnswer);
    }

    private static EntityAddress AddressOf(HttpContext context) =>
        context.Request.RouteValues["id"] is string id && EntityAddress.IsId(id)
            ? EntityAddress.Of(EdgeEvents.FuelKind, id)
            : throw ProblemException.NotFound("such vehicle");
}

/// <param name="Fuel">Null where nobody told.</param>
/// <param name="Findings">Null where nothing can be audited.</param>
internal sealed record FuelAnswer(
    VehicleFuel? Fuel, IReadOnlyList<FuelTransaction> Purchases, IReadOnlyList<Finding>? Findings);
