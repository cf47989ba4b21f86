using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Custody;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Custody.Inspections;
using Oms.Custody.Seals;
using Oms.Edge.Gateway.Depot;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>What stands around the steps of a hand-over: who has what, records, vehicles, assets.</summary>
internal sealed class HandOverEndpoints(DepotNode node, ApiPipe pipe)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapGet("/check-outs/{id}/records", pipe.Wrap(async context => await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            RecordsOfStepsAnswer.Of((await StateAsync(context)).Known!),
            ApiJson.Default.RecordsOfStepsAnswer), Access.Person));
        _ = app.MapGet("/check-outs/{id}/custody", pipe.Wrap(async context => await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new CustodyAnswer(Custodianship.Of(await StateAsync(context))),
            ApiJson.Default.CustodyAnswer)));
        _ = app.MapGet("/check-outs/{id}/seals", pipe.Wrap(SealsAsync, Access.Person));
        _ = app.MapGet("/check-outs/{id}/count", pipe.Wrap(
            async context => await ApiPipe.WriteAsync(
                context,
                StatusCodes.Status200OK,
                CountAnswer.Of((await StateAsync(context)).Known!),
                ApiJson.Default.CountAnswer),
            Access.Person));
        _ = app.MapGet("/checklists", pipe.Wrap(context => ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new ChecklistsAnswer([
                .. node.Options.Checklists.Templates,
                ChecklistTemplate.CheckOutDefault,
                ChecklistTemplate.CheckInDefault,
            ]),
            ApiJson.Default.ChecklistsAnswer)));
        _ = app.MapGet("/vehicles/{id}", pipe.Wrap(VehicleAsync, Access.Person));
        _ = app.MapPost("/vehicles/{id}/certifications", pipe.Wrap(CertifyAsync));
        _ = app.MapGet("/assets/unreturned", pipe.Wrap(context => ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new UnreturnedAnswer(node.View.Assets.Unreturned(Now)),
            ApiJson.Default.UnreturnedAnswer)));
    }

    private async Task<CheckOut> StateAsync(HttpContext context) =>
        context.Request.RouteValues["id"] is string id && EntityAddress.IsId(id)
            && (await node.Regions.CheckOuts.ReadAsync(
                EntityAddress.Of(CheckOutEvents.Kind, id), context.RequestAborted)).State is var state
            && state is not CheckOut.Absent
            ? state
            : throw ProblemException.NotFound("such check-out");

    private async Task SealsAsync(HttpContext context)
    {
        var facts = (await StateAsync(context)).Known!;
        var since = facts.Manifest?.Departed ?? facts.Arrival.At;
        var promised = facts.Manifest?.Seals ?? [];
        var known = node.View.DoorsOf(facts.Arrival.Trailer ?? facts.Arrival.Vehicle);
        await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new SealsAnswer(
            [
                .. known.Select(door => DoorAnswer.Of(
                    door.Door,
                    promised.FirstOrDefault(seal => seal.Door == door.Door)?.Number,
                    door.Record,
                    since,
                    Now)),
                .. promised.Where(seal => known.All(door => door.Door != seal.Door)).Select(seal =>
                    DoorAnswer.Of(seal.Door, seal.Number, SealedDoor.Initial, since, Now)),
            ]),
            ApiJson.Default.SealsAnswer);
    }

    private async Task VehicleAsync(HttpContext context)
    {
        var (id, address) = VehicleOf(context);
        var view = await node.Regions.Vehicles.ReadAsync(address, context.RequestAborted);
        await ApiPipe.WriteAsync(
            context, StatusCodes.Status200OK, VehicleAnswer.Of(id, view.State, Now), ApiJson.Default.VehicleAnswer);
    }

    private async Task CertifyAsync(HttpContext context)
    {
        var (id, address) = VehicleOf(context);
        var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.CertificationBody);
        var reply = await node.Regions.Vehicles.UntilAnsweredAsync(
            address,
            new VehicleCommand.CertifyDefect(
                body.Report,
                body.Defect,
                body.Outcome,
                body.Note,

                // What was entered is what is signed (49 CFR 390.32).
                new ElectronicSignature(body.CertifiedBy, Digest.Of(octets).ToString(), Now)),
            ApiPipe.Command(context, octets),
            node.Services.Pace,
            Patience,
            context.RequestAborted);
        switch (reply.Outcome)
        {
            case ReplyOutcome.Accepted:
                var after = await node.Regions.Vehicles.ReadAsync(address, context.RequestAborted);
                await ApiPipe.WriteAsync(
                    context,
                    StatusCodes.Status200OK,
                    VehicleAnswer.Of(id, after.State, Now),
                    ApiJson.Default.VehicleAnswer);
                break;
            case ReplyOutcome.Rejected:
                throw Explain(reply.Rejection!);
            case ReplyOutcome.IdReused:
                throw new ProblemException(422, "idempotency-key-reused", "The key was used for another request.");
            default:
                throw ProblemException.Unavailable(reply.Retry, reply.Quarantine);
        }
    }

    private static ProblemException Explain(VehicleRejection rejection) =>
        rejection switch
        {
            VehicleRejection.UnknownReport r =>
                ProblemException.Conflict("unknown-report", "The vehicle has no such report.").With("report", r.Report),
            VehicleRejection.UnknownDefect r =>
                ProblemException.Conflict("unknown-defect", "The report has no defect of this number.")
                    .With("report", r.Report).With("defect", r.Defect),
            VehicleRejection.DoneDifferently r =>
                ProblemException.Conflict("certified-differently", "The defect was certified before.")
                    .With("defect", r.What),
            VehicleRejection.Invalid r => ProblemException.Conflict("invalid", r.Detail).With("field", r.Field),
            _ => ProblemException.Conflict("refused", rejection.ToString()),
        };

    private static (string Id, EntityAddress Address) VehicleOf(HttpContext context) =>
        context.Request.RouteValues["id"] is string id && EntityAddress.IsId(id)
            ? (id, EntityAddress.Of(VehicleEvents.Kind, id))
            : throw ProblemException.NotFound("such vehicle");
}
