using System.Text;
using System.Text.Json;
using NodaTime.Text;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Gs1;

namespace Oms.Central.Carriers;

/// <summary>Labels over HTTP.</summary>
internal static class LabelEndpoints
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<string>(
            "/packages/{sscc}/label", ApiScope.Read, "What is to be printed on a package, in ZPL II", context =>
                DocumentAsync(node, context, $"{context.Request.RouteValues["sscc"]}"));
        _ = routes.Get<LabelView>(
            "/labels/{sscc}", ApiScope.Read, "The labels of a parcel, and why they are of these services",
            async context => await FindAsync(node, context, $"{context.Request.RouteValues["sscc"]}") is { } label
                ? Lists.Ok(
                    new LabelView($"{context.Request.RouteValues["sscc"]}", label.Revision, label.Labels),
                    CentralJson.Default.LabelView)
                    with
                { ETag = Preconditions.ETag(label.Revision) }
                : Problems.NotFound("such label")).ReadsOneEntity();
        _ = routes.Get<ListBody<LabelRow>>("/labels", ApiScope.Read, "List labels", context =>
        {
            var query = context.Request.Query;
            var (day, waiting) = (query["pickup"].ToString(), query["waiting"].ToString());
            if (waiting is not ("" or "true"))
            {
                return Task.FromResult<IResult>(Problems.Invalid("waiting", "It must be true, or left out."));
            }

            return day.Length > 0 && !LocalDatePattern.Iso.Parse(day).Success
                ? Task.FromResult<IResult>(Problems.Invalid("pickup", "It must be a day, such as 2026-11-30."))
                : Lists.PageAsync(
                    context, node, ShippingLabel.Kind, query["stage"], query["carrier"],
                    string.Join(
                        ' ',
                        [
                            day, query["location"].ToString().ToUpperInvariant(),
                            waiting.Length > 0 ? CloseOutWorker.WaitingTerm : string.Empty,
                        ]),
                    CentralJson.Default.ListBodyLabelRow,
                    (id, doc) => LabelRow.Of(
                        id, JsonSerializer.Deserialize(doc, CarrierJson.Default.ShippingLabel)!.Last!));
        });
    }

    /// <summary>What lists find a label by.</summary>
    public static ViewColumns ColumnsOf(ShippingLabel label) => label.Last is not { } last
        ? default
        : new ViewColumns(
            CentralViews.Snake(last.Stage),
            last.Ask.Carrier,
            string.Join(
                ' ',
                [
                    LocalDatePattern.Iso.Format(last.Ask.PickupOn), last.Ask.Location.ToUpperInvariant(),
                    .. last.DueAt is null ? Array.Empty<string>() : [LabelWorker.DueTerm],
                    .. last.WaitsForCloseOut ? [CloseOutWorker.WaitingTerm] : Array.Empty<string>(),
                ]));

    /// <summary>A label has a name and an address on it, which not everybody is shown; whoever packs is.</summary>
    public static async Task<IResult> DocumentAsync(CentralNode node, HttpContext context, string sscc)
    {
        var caller = Caller.Of(context);
        if (!caller.SeesPersonal && caller.Role != ApiRole.Picker)
        {
            return Problems.Of(403, "forbidden", "This role is not shown who gets a parcel.");
        }

        if ((await FindAsync(node, context, sscc))?.Last is not { } last)
        {
            return Problems.NotFound("such label");
        }

        if (last.Stage is not (LabelStage.Printed or LabelStage.Kept))
        {
            return Problems.Of(
                409, "label-not-there",
                $"The label is {CentralViews.Snake(last.Stage)}"
                    + $"{(last.Reason is { } why ? $": {why}" : string.Empty)}.");
        }

        var call = await LabelParties.CallAsync(node, sscc, last.Ask, context.RequestAborted);
        if (call is { From.Name: "" } or { To.Name: "" })
        {
            return Customers.CustomerAnswers.Erased;
        }

        return await node.CarrierPorts.For(last.Ask).DocumentAsync(call, context.RequestAborted) is { } document
            ? new Answer(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(document), PlainText)
            {
                FileName = $"{sscc}.zpl",
            }
            : Problems.Of(503, "unavailable", $"{last.Ask.Carrier} cannot be asked for the label now; try again.");
    }

    public static async Task<ShippingLabel?> FindAsync(CentralNode node, HttpContext context, string sscc) =>
        Sscc.TryParse(sscc, out _)
        && (await node.Labels.ReadAsync(
            CentralNode.Address(ShippingLabel.Kind, sscc), Consistency.Of(context), context.RequestAborted)).State
            is { Last: not null } label
            ? label
            : null;
}

/// <summary>The labels of a parcel.</summary>
/// <param name="Labels">In the order in which they were asked for; the last one counts.</param>
internal sealed record LabelView(string Sscc, long Version, IReadOnlyList<ParcelLabel> Labels);

/// <summary>A parcel's last label, as lists show it.</summary>
internal sealed record LabelRow(
    string Sscc,
    LabelStage Stage,
    LabelPurpose Purpose,
    string Owner,
    string Location,
    string Carrier,
    string Service,
    long Grams,
    string? Tracking,
    Finance.Money? Cost,
    NodaTime.LocalDate PickupOn,
    string? CloseOut)
{
    public static LabelRow Of(string sscc, ParcelLabel label) => new(
        sscc, label.Stage, label.Ask.Purpose, label.Ask.Owner, label.Ask.Location, label.Ask.Carrier,
        label.Ask.Service, label.Ask.Grams, label.Tracking, label.Cost, label.Ask.PickupOn,
        label.CloseOut);
}
