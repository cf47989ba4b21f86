using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Extensions;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.People;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>The steps of a check-out, and what is known of it.</summary>
internal sealed class CheckOutEndpoints(DepotNode node, ApiPipe pipe, AttachmentStore attachments)
{
    private const int ListMax = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapPost("/check-outs", pipe.Wrap(ArriveAsync, Access.Person));
        _ = app.MapGet("/check-outs", pipe.Wrap(ListAsync, Access.Person));
        _ = app.MapGet("/check-outs/{id}", pipe.Wrap(GetAsync, Access.Person));
        _ = app.MapGet("/check-outs/{id}/manifest", pipe.Wrap(ManifestAsync, Access.Person));
        Step(app, "manifest", ApiJson.Default.ManifestBody, b => new CheckOutCommand.AttachManifest(b.ToManifest()));
        Step(
            app, StepRights.Inspection, ApiJson.Default.InspectionBody,
            b => new CheckOutCommand.InspectVehicle(b.Outcome, b.Defects ?? [], b.InspectedBy),
            b => new Statement("inspected_by", b.InspectedBy)
            {
                Files = (b.Defects ?? []).Select(defect => defect.PhotoSha256),
            });
        Step(
            app, StepRights.Deliveries, ApiJson.Default.DeliveryBody,
            b => new CheckOutCommand.ReconcileDelivery(b.ToDelivery()),
            b => new Statement { Files = [b.Pod?.SignatureSha256] });
        Step(
            app, StepRights.CargoVerification, ApiJson.Default.VerificationBody,
            b => new CheckOutCommand.VerifyCargo(b.VerifiedBy),
            b => new Statement("verified_by", b.VerifiedBy));
        Step(
            app, StepRights.Keys, ApiJson.Default.KeysBody,
            b => new CheckOutCommand.ReturnKeys(b.KeyTag, b.ReceivedBy),
            b => new Statement("received_by", b.ReceivedBy));
        Step(
            app, StepRights.SignOffs, ApiJson.Default.SignOffBody,
            b => new CheckOutCommand.SignOff(b.Role, b.Signer, b.SignatureSha256),
            b => new Statement("signer", b.Signer) { Role = b.Role, Files = [b.SignatureSha256] });
        Step(
            app, StepRights.Refusal, ApiJson.Default.ClosingBody,
            b => new CheckOutCommand.Refuse(b.Reason, b.By), b => new Statement("by", b.By));
        Step(
            app, StepRights.Dispute, ApiJson.Default.ClosingBody,
            b => new CheckOutCommand.Dispute(b.Reason, b.By), b => new Statement("by", b.By));
        _ = app.MapPost("/check-outs/{id}/scans", pipe.Wrap(ScanAsync, Access.Person));
        _ = app.MapPut("/check-outs/{id}/eld-file", pipe.Wrap(EldFileAsync, Access.Person));
    }

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    /// <param name="states">What the body says of people and files; a person must be able to stand for it.</param>
    private void Step<TBody>(
        IEndpointRouteBuilder app,
        string step,
        JsonTypeInfo<TBody> form,
        Func<TBody, CheckOutCommand> command,
        Func<TBody, Statement>? states = null) =>
        _ = app.MapPost($"/check-outs/{{id}}/{step}", pipe.Wrap(async context =>
        {
            Caller.Of(context).Demand(step);
            var (body, octets) = await ApiPipe.ReadAsync(context, form);
            CheckOutCommand asked;
            try
            {
                asked = command(body);
                Demand(context, states?.Invoke(body) ?? new Statement());
            }
            catch (NullReferenceException)
            {
                // A list may hold null in JSON, whatever its type says.
                throw ProblemException.Malformed("", "A list holds null.");
            }

            await DoAsync(context, asked, octets);
        }, Access.Person));

    // A program may name a file that is elsewhere; what a person shows is kept here first.
    private void Demand(HttpContext context, Statement said)
    {
        var caller = Caller.Of(context);
        caller.Demand(said);
        if (caller.Person is not null
            && said.Files.Where(file => Digest.TryParse(file, out _))
                .FirstOrDefault(file => !attachments.Has(file!)) is { } missing)
        {
            throw ProblemException.Conflict("attachment-missing", "A file that is named was not kept here.")
                .With("sha256", missing);
        }
    }

    private async Task ArriveAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        caller.Demand(StepRights.Arrival);
        var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.ArrivalBody);
        if (caller.Person is { Role: PersonRole.Driver })
        {
            caller.Demand(new Statement("driver", body.Driver));
        }

        var command = ApiPipe.Command(context, octets);

        // Repeated without a time of its own, the arrival is the one that was: the id alone decides.
        var at = body.At
            ?? (await node.Regions.CheckOuts.ReadAsync(
                EntityAddress.Of(CheckOutEvents.Kind, command.Id.ToString()), context.RequestAborted))
                    .State.Known?.Arrival.At
            ?? Now;
        var answer = await node.Desk.ArriveAsync(
            new CheckOutCommand.Arrive(
                node.Options.Depot, body.Vehicle, body.Driver, body.Route, body.Dock, body.OdometerMetres, at),
            command,
            context.RequestAborted);
        if (answer is DeskAnswer.Done done)
        {
            context.Response.Headers.Location = $"/check-outs/{done.Id}";
        }

        await AnswerAsync(context, answer, StatusCodes.Status201Created);
    }

    private async Task ScanAsync(HttpContext context)
    {
        Caller.Of(context).Demand(StepRights.Scans);
        var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.ScanBody);

        // Without a time the key's own id stands in for one in the scan's identity, so a repeat is the same scan.
        await DoAsync(
            context,
            new CheckOutCommand.ScanCargo(body.Sku, body.Lot, body.Quantity ?? 1, body.Code, "desk", body.At ?? Now),
            octets);
    }

    private async Task EldFileAsync(HttpContext context)
    {
        Caller.Of(context).Demand(StepRights.EldFile);
        var octets = await ApiPipe.ReadAsync(context, (int)CheckOutBounds.EldFileBytesMax);
        var name = context.Request.Query["name"].ToString();
        if (octets.Length == 0)
        {
            throw ProblemException.Malformed("", "The file is empty.");
        }

        var command = ApiPipe.Command(context, octets);
        var address = EntityAddress.Of(CheckOutEvents.Kind, IdOf(context));
        if ((await node.Regions.CheckOuts.ReadAsync(address, context.RequestAborted)).State is CheckOut.Absent)
        {
            throw ProblemException.NotFound("such check-out");
        }

        // The bytes are on the device before the record that names them.
        var hash = Convert.ToHexStringLower(SHA256.HashData(octets));
        attachments.Keep(hash, octets);
        var answer = await node.Desk.StepAsync(
            address.Id,
            new CheckOutCommand.AttachEldFile(hash, name.Length > 0 ? name : "eld.csv", octets.Length),
            command,
            ApiPipe.IfMatch(context),
            context.RequestAborted);
        await AnswerAsync(context, answer, StatusCodes.Status200OK);
    }

    private async Task DoAsync(HttpContext context, CheckOutCommand step, byte[] octets)
    {
        var answer = await node.Desk.StepAsync(
            IdOf(context), step, ApiPipe.Command(context, octets), ApiPipe.IfMatch(context), context.RequestAborted);
        await AnswerAsync(context, answer, StatusCodes.Status200OK);
    }

    private async Task ManifestAsync(HttpContext context)
    {
        var view = await node.Regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, IdOf(context)), context.RequestAborted);
        await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            view.State.Known?.Manifest ?? throw ProblemException.NotFound("manifest here yet"),
            CheckOutJson.Default.Manifest);
    }

    private async Task GetAsync(HttpContext context)
    {
        var id = IdOf(context);
        var view = await node.Regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, id), context.RequestAborted);
        if (view.State is CheckOut.Absent)
        {
            throw ProblemException.NotFound("such check-out");
        }

        await AnswerAsync(context, new DeskAnswer.Done(id, view.State, view.Version, false), StatusCodes.Status200OK);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = Query.Limit(context, ListMax);
        var before = query["after"].ToString() is { Length: > 0 } after ? after : null;
        var found = node.View.List(query["state"] != "all", before, limit + 1);
        var answers = new List<CheckOutAnswer>();
        foreach (var one in found.Take(limit))
        {
            var view = await node.Regions.CheckOuts.ReadAsync(
                EntityAddress.Of(CheckOutEvents.Kind, one.Id), context.RequestAborted);
            answers.Add(CheckOutAnswer.Of(one.Id, view.State, view.Version));
        }

        await ApiPipe.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new CheckOutsAnswer(answers, found.Count > limit ? found[limit - 1].Id : null),
            ApiJson.Default.CheckOutsAnswer);
    }

    private static string IdOf(HttpContext context) =>
        context.Request.RouteValues["id"] is string id && EntityAddress.IsId(id)
            ? id
            : throw ProblemException.NotFound("such check-out");

    private static async Task AnswerAsync(HttpContext context, DeskAnswer answer, int status)
    {
        switch (answer)
        {
            case DeskAnswer.Done done:
                context.Response.Headers.ETag = $"\"{done.Version}\"";
                if (done.Repeated)
                {
                    context.Response.Headers["Idempotent-Replayed"] = "true";
                }

                await ApiPipe.WriteAsync(
                    context, status, CheckOutAnswer.Of(done.Id, done.State, done.Version),
                        ApiJson.Default.CheckOutAnswer);
                break;
            case DeskAnswer.Rejected { Reason: CheckOutRejection.NotArrived }:
                throw ProblemException.NotFound("such check-out");
            case DeskAnswer.Rejected rejected:
                throw ProblemException.Of(rejected.Reason);
            case DeskAnswer.VehicleBusy busy:
                throw ProblemException.Conflict("vehicle-has-open-check-out",
                    "The vehicle is in a check-out that is open.")
                    .With("check_out", busy.CheckOut);
            case DeskAnswer.DockBusy busy:
                throw ProblemException.Conflict("dock-occupied", "A check-out stands at the dock.")
                    .With("check_out", busy.CheckOut);
            case DeskAnswer.VersionDiffers differs:
                throw new ProblemException(412, "precondition-failed", "The check-out has another version.")
                    .With("version", differs.Version);
            case DeskAnswer.KeyReused:
                throw new ProblemException(422, "idempotency-key-reused", "The key was used for another request.");
            case DeskAnswer.Unavailable unavailable:
                throw ProblemException.Unavailable(unavailable.Reason, unavailable.Quarantine);
            default:
                throw new System.Diagnostics.UnreachableException($"{answer} has no answer.");
        }
    }
}
