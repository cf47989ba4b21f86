using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Yards;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>Gate, yard and docks: slots, the queue, and where the time goes.</summary>
internal sealed class YardEndpoints(DepotNode node, ApiPipe pipe, Func<IReadOnlyList<DockAnswer>> docks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    private EntityAddress Address => EntityAddress.Of(EdgeEvents.YardKind, node.Options.Depot);

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/yard", pipe.Wrap(TellAsync));
        Command(app, "slots", ApiJson.Default.SlotBody, b =>
            new YardCommand.BookSlot(b.Slot, b.Dock, b.Vehicle, b.From, b.To));
        Command(app, "entries", ApiJson.Default.EntryBody, b =>
            new YardCommand.Enter(b.Vehicle, b.Driver, b.At ?? Now));
        Command(app, "calls", ApiJson.Default.CallBody, Calling);
        Command(app, "departures", ApiJson.Default.DepartureBody, b => new YardCommand.Leave(b.Vehicle));
        _ = app.MapDelete("/yard/slots/{slot}", pipe.Wrap(context => DoAsync(
            context, new YardCommand.CancelSlot($"{context.Request.RouteValues["slot"]}"), [])));
    }

    private void Command<TBody>(
        IEndpointRouteBuilder app, string what, JsonTypeInfo<TBody> form, Func<TBody, YardCommand> command) =>
        _ = app.MapPost($"/yard/{what}", pipe.Wrap(async context =>
        {
            var (body, octets) = await ApiPipe.ReadAsync(context, form);
            await DoAsync(context, command(body), octets);
        }));

    // The vehicle's visit goes with it, unless another one stands there.
    private YardCommand.Call Calling(CallBody b)
    {
        var visit = node.View.OpenOfVehicle(b.Vehicle);
        return node.View.OpenAtDock(b.Dock) is { } other && other.Id != visit?.Id
            ? throw ProblemException.Conflict("dock-occupied", "A check-out stands at the dock.")
                .With("check_out", other.Id).With("vehicle", other.Vehicle)
            : new YardCommand.Call(b.Vehicle, b.Dock) { CheckOut = visit?.Id };
    }

    private async Task DoAsync(HttpContext context, YardCommand command, byte[] octets)
    {
        var reply = await node.Regions.Yards.UntilAnsweredAsync(
            Address, command, ApiPipe.Command(context, octets), node.Services.Pace, Patience, context.RequestAborted);
        switch (reply.Outcome)
        {
            case ReplyOutcome.Accepted:
                await TellAsync(context);
                break;
            case ReplyOutcome.Rejected:
                throw Explain(reply.Rejection!);
            case ReplyOutcome.IdReused:
                throw new ProblemException(422, "idempotency-key-reused", "The key was used for another request.");
            default:
                throw ProblemException.Unavailable(reply.Retry, reply.Quarantine);
        }
    }

    private async Task TellAsync(HttpContext context) => await ApiPipe.WriteAsync(
        context,
        StatusCodes.Status200OK,
        YardAnswer.Of(
            node.View.Flow,
            (await node.Regions.Yards.ReadAsync(Address, context.RequestAborted)).State,
            docks(),
            Now),
        ApiJson.Default.YardAnswer);

    private static ProblemException Explain(YardRejection rejection) =>
        rejection switch
        {
            YardRejection.SlotTaken r =>
                ProblemException.Conflict("slot-taken", "The dock is booked for some of that time.")
                    .With("slot", r.Slot),
            YardRejection.NotWaiting r => ProblemException.Conflict("not-waiting", "The vehicle is not in the queue.")
                .With("vehicle", r.Vehicle),
            YardRejection.DockTaken r => ProblemException.Conflict("dock-occupied", "A vehicle stands at the dock.")
                .With("vehicle", r.Vehicle),
            YardRejection.DockReserved r =>
                ProblemException.Conflict("dock-reserved", "The dock is booked now, for another vehicle.")
                    .With("slot", r.Slot).With("vehicle", r.Vehicle),
            YardRejection.TooMany r => ProblemException.Conflict("too-many", $"At most {r.Max} {r.What}.")
                .With("what", r.What).With("max", r.Max),
            YardRejection.Invalid r => ProblemException.Conflict("invalid", r.Detail).With("field", r.Field),
            _ => ProblemException.Conflict("refused", rejection.ToString()),
        };
}
