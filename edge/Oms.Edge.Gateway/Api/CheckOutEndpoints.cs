using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Extensions;
using Oms.Actors;
using Oms.Custody;
using Oms.Custody.Checklists;
using Oms.Custody.CheckOuts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Storage;
using Oms.Entities;

namespace Oms.Edge.Gateway.Api;

/// <summary>The steps of a check-out, and what is known of it.</summary>
internal sealed class CheckOutEndpoints(
    DepotNode node, ApiPipe pipe, AttachmentStore attachments, EldEndpoints elds)
{
    private const int ListMax = 200;

    public void Map(IEndpointRouteBuilder app)
    {
        _ = app.MapPost("/check-outs", pipe.Wrap(ArriveAsync, Access.Person));
        _ = app.MapGet("/check-outs", pipe.Wrap(ListAsync, Access.Person));
        _ = app.MapGet("/check-outs/{id}", pipe.Wrap(GetAsync, Access.Person));
        _ = app.MapGet("/check-outs/{id}/manifest", pipe.Wrap(ManifestAsync, Access.Person));
        MapSteps(app);
        _ = app.MapPost("/check-outs/{id}/reopening", pipe.Wrap(ReopenAsync, Access.Person));
        _ = app.MapPost("/check-outs/{id}/temperature", pipe.Wrap(TemperatureAsync, Access.Person));
        _ = app.MapPut("/check-outs/{id}/eld-file", pipe.Wrap(EldFileAsync, Access.Person));
        _ = app.MapPost("/check-outs/{id}/eld-record", pipe.Wrap(EldRecordAsync, Access.Person));
    }

    private readonly StepActors _actors = new(node);

    private Instant Now => node.Services.Time.ToClock().GetCurrentInstant();

    private void MapSteps(IEndpointRouteBuilder app)
    {
        Step(app, "manifest", ApiJson.Default.ManifestBody, b =>
            new CheckOutCommand.AttachManifest(b.ToManifest()));
        Step(
            app, "inspection", ApiJson.Default.InspectionBody,
            b => new CheckOutCommand.InspectVehicle(b.Outcome, b.Defects ?? [], b.InspectedBy) { Parts = b.Parts },
            b => new Statement("inspected_by", b.InspectedBy)
            {
                Files = (b.Defects ?? []).Select(defect => defect.PhotoSha256),
            });
        Step(
            app, "acknowledgement", ApiJson.Default.AcknowledgementBody,
            b => new CheckOutCommand.AcknowledgeInspection(b.Satisfied, b.SignatureSha256),
            b => new Statement("acknowledged_by", b.AcknowledgedBy) { Files = [b.SignatureSha256] });
        Step(
            app, "repairs", ApiJson.Default.RepairBody,
            b => new CheckOutCommand.CertifyRepair(b.Defect, b.Outcome, b.CertifiedBy, b.Note),
            b => new Statement("certified_by", b.CertifiedBy));
        Step(
            app, "deliveries", ApiJson.Default.DeliveryBody,
            b => new CheckOutCommand.ReconcileDelivery(b.ToDelivery()),
            b => new Statement { Files = [b.Pod?.SignatureSha256] });

        // Without a time the key's own id stands in for one in the scan's identity, so a repeat is the same scan.
        Step(app, "scans", ApiJson.Default.ScanBody, b => b.ToCommand("desk", Now));
        Step(
            app, "count", ApiJson.Default.CountBody,
            b => new CheckOutCommand.CountCargo(b.Sku, b.Lot, b.Quantity, b.Damaged, b.CountedBy, b.At ?? Now),
            b => new Statement("counted_by", b.CountedBy));
        Step(
            app, "cargo-verification", ApiJson.Default.VerificationBody,
            b => b.ToCommand(), b => new Statement("verified_by", b.VerifiedBy));
        Step(app, "pre-cool", ApiJson.Default.PreCoolBody, b =>
            new CheckOutCommand.CheckPreCool(b.Zone, b.MilliC, b.At ?? Now));
        Step(app, "seals", ApiJson.Default.SealBody, b => new CheckOutCommand.HandleSeal(
            b.Door, b.Action, b.Number, b.Condition, b.Class, b.Reason, b.At ?? Now));
        Step(
            app, "hazmat", ApiJson.Default.HazmatBody,
            b => new CheckOutCommand.CheckHazmat(
                b.ToDeclaration(), b.PaperSha256, Now.InZone(DateTimeZone.Utc).Date),
            b => new Statement("checked_by", b.CheckedBy) { Files = [b.PaperSha256] });
        Step(
            app, "keys", ApiJson.Default.KeysBody,
            b => new CheckOutCommand.ReturnKeys(b.KeyTag, b.ReceivedBy),
            b => new Statement("received_by", b.ReceivedBy));
        Step(
            app, "assets", ApiJson.Default.AssetBody,
            b => new CheckOutCommand.HandAsset(b.Kind, b.Id, b.Outcome, b.ReceivedBy));
        Step(app, "odometer", ApiJson.Default.OdometerBody, b =>
            new CheckOutCommand.ReadOdometer(b.Metres, b.EngineSeconds, null, b.OtherMetres, b.At ?? Now));
        Step(app, "weights", ApiJson.Default.WeightBody, b =>
            new CheckOutCommand.RecordWeight(b.Part, b.Grams, b.LimitGrams, b.Scale) { TareGrams = b.TareGrams });
        Step(
            app, "exceptions", ApiJson.Default.ExceptionBody,
            b => new CheckOutCommand.ExceptItem(
                new Item(b.Item.Kind, b.Item.Id, b.Item.Lot), b.Quantity, b.Step, b.Reason),
            b => new Statement("by", b.By));
        Step(
            app, "sign-offs", ApiJson.Default.SignOffBody,
            b => new CheckOutCommand.SignOff(b.Role, b.Signer, b.SignatureSha256) { Strokes = b.Strokes },
            b => new Statement("signer", b.Signer) { Role = b.Role, Files = [b.SignatureSha256] });
        Step(
            app, "refusal", ApiJson.Default.ClosingBody,
            b => new CheckOutCommand.Refuse(b.Reason, b.By), b => new Statement("by", b.By));
        Step(
            app, "dispute", ApiJson.Default.ClosingBody,
            b => new CheckOutCommand.Dispute(b.Reason, b.By), b => new Statement("by", b.By));
    }

    /// <param name="states">What the body says of people and files; a person must be able to stand for it.</param>
    private void Step<TBody>(
        IEndpointRouteBuilder app,
        string step,
        JsonTypeInfo<TBody> form,
        Func<TBody, CheckOutCommand> command,
        Func<TBody, Statement>? states = null)
        where TBody : StepBody =>
        _ = app.MapPost($"/check-outs/{{id}}/{step}", pipe.Wrap(async context =>
        {
            Caller.Of(context).Demand(step);
            var (body, octets) = await ApiPipe.ReadAsync(context, form);
            CheckOutCommand asked;
            Statement said;
            try
            {
                (asked, said) = (command(body), states?.Invoke(body) ?? new Statement());
                Demand(context, said with { Files = [.. said.Files, .. (body.Evidence ?? []).Select(e => e.Sha256)] });
            }
            catch (NullReferenceException)
            {
                // A list may hold null in JSON, whatever its type says.
                throw ProblemException.Malformed("", "A list holds null.");
            }

            var actor = await _actors.OfAsync(context, IdOf(context), said.Person, said.Role);
            await DoAsync(
                context,
                asked with { Actor = actor, Supersedes = body.Supersedes, Evidence = body.Evidence },
                octets);
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
        caller.Demand("arrival");
        var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.ArrivalBody);
        if (caller.Person is { Role: Role.Driver })
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
                node.Options.Depot, body.Vehicle, body.Driver, body.Route, body.Dock, body.OdometerMetres, at)
            {
                Actor = await _actors.OfAsync(context, null, null),
                Direction = body.Direction,
                Trailer = body.Trailer,
            },
            new VisitTraits(body.Direction, body.VehicleClass, body.CargoClass, body.Customer),
            command,
            context.RequestAborted);
        if (answer is DeskAnswer.Done done)
        {
            context.Response.Headers.Location = $"/check-outs/{done.Id}";
        }

        await AnswerAsync(context, answer, StatusCodes.Status201Created);
    }

    private async Task ReopenAsync(HttpContext context)
    {
        Caller.Of(context).Demand("reopening");
        var (body, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.ReopeningBody);
        var answer = await node.Desk.ReopenAsync(
            IdOf(context),
            body.Reason,
            await _actors.OfAsync(context, IdOf(context), body.By),
            Now,
            ApiPipe.Command(context, octets),
            context.RequestAborted);
        if (answer is DeskAnswer.Done done)
        {
            context.Response.Headers.Location = $"/check-outs/{done.Id}";
        }

        await AnswerAsync(context, answer, StatusCodes.Status201Created);
    }

    private async Task TemperatureAsync(HttpContext context)
    {
        Caller.Of(context).Demand("temperature");
        var (_, octets) = await ApiPipe.ReadAsync(context, ApiJson.Default.EmptyBody);
        var answer = await node.Desk.JudgeTemperatureAsync(
            IdOf(context),
            await _actors.OfAsync(context, IdOf(context), null),
            Now,
            ApiPipe.Command(context, octets),
            context.RequestAborted);
        await AnswerAsync(context, answer, StatusCodes.Status200OK);
    }

    private async Task EldFileAsync(HttpContext context)
    {
        Caller.Of(context).Demand("eld-file");
        var octets = await ApiPipe.ReadAsync(context, (int)CheckOutBounds.EldFileBytesMax);
        var name = context.Request.Query["name"].ToString();
        if (octets.Length == 0)
        {
            throw ProblemException.Malformed("", "The file is empty.");
        }

        var visit = await VisitAsync(context);
        await AttachAsync(context, visit, octets, name.Length > 0 ? name : "eld.csv", ApiPipe.Command(context, octets));
    }

    /// <summary>The file of what the vehicle's ELD told live, where the driver has none to hand in.</summary>
    private async Task EldRecordAsync(HttpContext context)
    {
        Caller.Of(context).Demand("eld-file");
        var (_, body) = await ApiPipe.ReadAsync(context, ApiJson.Default.EmptyBody);
        var visit = await VisitAsync(context);
        var command = ApiPipe.Command(context, body);
        var (octets, name) = elds.Write(visit.Arrival.Vehicle, visit.Arrival.Driver);
        await AttachAsync(context, visit, octets, name, command);
    }

    private async Task<CheckOutFacts> VisitAsync(HttpContext context) =>
        (await node.Regions.CheckOuts.ReadAsync(
            EntityAddress.Of(CheckOutEvents.Kind, IdOf(context)), context.RequestAborted)).State.Known
        ?? throw ProblemException.NotFound("such check-out");

    private async Task AttachAsync(
        HttpContext context, CheckOutFacts visit, byte[] octets, string name, CommandContext command)
    {
        // The bytes are on the device before the record that names them.
        var hash = Convert.ToHexStringLower(SHA256.HashData(octets));
        attachments.Keep(hash, octets);
        var answer = await node.Desk.StepAsync(
            IdOf(context),
            new CheckOutCommand.AttachEldFile(hash, name, octets.Length)
            {
                Actor = await _actors.OfAsync(context, IdOf(context), null),
                Supersedes = Query.Record(context, "supersedes"),
                Check = EldFileChecks.Of(octets, visit, node.HomeTerminalOf(visit.Arrival.Driver)),
            },
            command,
            ApiPipe.IfMatch(context),
            context.RequestAborted);
        await AnswerAsync(context, answer, StatusCodes.Status200OK);
    }

    private async Task DoAsync(HttpContext context, CheckOutCommand step, byte[] octets)
    {
        var answer = await node.Desk.StepAsync(
            IdOf(context), step, ApiPipe.Command(context, octets), ApiPipe.IfMatch(context), context.RequestAborted);

        // Who scans is told what the code was taken for.
        await AnswerAsync(context, answer, StatusCodes.Status200OK, step as CheckOutCommand.ScanCode);
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
            answers.Add(CheckOutAnswer.Of(one.Id, view.State, view.Version, one.Dock));
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

    /// <param name="scan">The scan of a label that it answers; null for another step.</param>
    private async Task AnswerAsync(
        HttpContext context, DeskAnswer answer, int status, CheckOutCommand.ScanCode? scan = null)
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
                    context,
                    status,
                    CheckOutAnswer.Of(done.Id, done.State, done.Version, node.View.Find(done.Id)?.Dock) with
                    {
                        Scan = scan is null ? null : ScanAnswer.Of(done.State.Known!, scan),
                    },
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
            case DeskAnswer.VehicleAwaitingRepair awaiting:
                throw ProblemException.Conflict(
                    "vehicle-awaiting-repair",
                    "The vehicle leaves only after each of its defects is certified as repaired or as needing none.")
                    .With("work_orders", string.Join(',', awaiting.WorkOrders));
            case DeskAnswer.NothingToJudge nothing:
                throw ProblemException.Conflict("nothing-to-judge", nothing.Detail);
            case DeskAnswer.NotEnded:
                throw ProblemException.Conflict(
                    "not-ended", "The check-out is open; correct a record with one that supersedes it.");
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
