using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Inventory;
using Oms.Central.Locations;
using Oms.Central.Storage;
using Oms.Entities;

namespace Oms.Central.Carriers;

/// <summary>Close-outs over HTTP.</summary>
internal static class CloseOutEndpoints
{
    private const string Root = "/close-outs";
    private const int PageRows = 200;

    public static void Map(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
    {
        _ = routes.Post<CloseOutBody>(
            Root, ApiScope.Integration, 202, "Close a carrier's day out: tell it what it is handed", context =>
                writes.RunAsync(
                    context, CentralJson.Default.CloseOutBody, addressInBody: true,
                    (body, command) => CloseAsync(node, body, command, context.RequestAborted)));
        _ = routes.Get<CloseOutView>($"{Root}/{{id}}", ApiScope.Read, "Read a close-out", async context =>
            await FindAsync(node, context) is { } found
                ? Lists.Ok(CloseOutView.Of(found), CentralJson.Default.CloseOutView) with
                {
                    ETag = Preconditions.ETag(found.Revision),
                }
                : Missing).ReadsOneEntity();
        _ = routes.Get<string>(
            $"{Root}/{{id}}/list", ApiScope.Read, "What is in a close-out, to be printed or as CSV", async context =>
                await FindAsync(node, context) is not { } found ? Missing
                : context.Request.Query["format"].ToString() switch
                {
                    "" or "text" => Text(CloseOutList.Printed(found), "text/plain; charset=utf-8", found, "txt"),
                    "csv" => Text(CloseOutList.Csv(found), "text/csv", found, "csv"),
                    _ => Problems.Invalid("format", "It must be text or csv."),
                }).ReadsOneEntity();
        _ = routes.Get<ListBody<CloseOutRow>>(Root, ApiScope.Read, "List close-outs", context =>
        {
            var query = context.Request.Query;
            var day = query["day"].ToString();
            return day.Length > 0 && !LocalDatePattern.Iso.Parse(day).Success
                ? Task.FromResult<IResult>(Problems.Invalid("day", "It must be a day, such as 2026-11-30."))
                : Lists.PageAsync(
                    context, node, CloseOut.Kind, query["stage"], query["carrier"],
                    $"{day} {query["location"].ToString().ToUpperInvariant()}",
                    CentralJson.Default.ListBodyCloseOutRow,
                    (_, doc) => CloseOutRow.Of(JsonSerializer.Deserialize(doc, CloseOutJson.Default.CloseOut)!));
        });
    }

    /// <summary>What lists find a close-out by.</summary>
    public static ViewColumns ColumnsOf(CloseOut closeOut) => closeOut.Terms is not { } terms
        ? default
        : new ViewColumns(
            CentralViews.Snake(closeOut.Stage), terms.Carrier,
            $"{LocalDatePattern.Iso.Format(terms.Day)} {terms.Location.ToUpperInvariant()}"
                + (closeOut.DueAt is null ? string.Empty : $" {CloseOutWorker.DueTerm}"));

    private static Answer Missing => Problems.NotFound("such close-out");

    private static Answer Text(string text, string type, CloseOut of, string extension) =>
        new(StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text), type)
        {
            FileName = $"close-out-{LocalDatePattern.Iso.Format(of.Terms!.Day)}-{of.Terms.Number}.{extension}",
        };

    private static async Task<CloseOut?> FindAsync(CentralNode node, HttpContext context)
    {
        var id = Uri.UnescapeDataString($"{context.Request.RouteValues["id"]}");
        var address = EntityAddress.IsId(id) ? CentralNode.Address(CloseOut.Kind, id) : null;
        var found = address is null ? null
            : (await node.CloseOuts.ReadAsync(address, Consistency.Of(context), context.RequestAborted)).State;
        return found?.Terms is null ? null : found;
    }

    /// <summary>Begins the day's next one; while one is being gathered it is that one.</summary>
    private static async Task<Answer> CloseAsync(
        CentralNode node, CloseOutBody body, CommandContext command, CancellationToken cancellationToken)
    {
        var carrier = !StockItemId.IsLocation(body.Carrier) ? null : (await node.Carriers.ReadAsync(
            CentralNode.Address(Carrier.Kind, EntityAddress.Join(body.Carrier)), cancellationToken)).State.Terms;
        var location = !StockItemId.IsLocation(body.Location) ? null : (await node.Locations.ReadAsync(
            CentralNode.Address(Location.Kind, EntityAddress.Join(body.Location)), cancellationToken)).State.Terms;
        if (carrier is null || location is null)
        {
            return carrier is null
                ? Problems.Invalid("/carrier", "There is no such carrier.")
                : Problems.Invalid("/location", "There is no such location.");
        }

        var today = node.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[location.TimeZone]).Date;
        var day = body.Day ?? today;
        if (day > today)
        {
            return Problems.Invalid("/day", $"It is {LocalDatePattern.Iso.Format(today)} there.");
        }

        if (!EntityAddress.IsId(CloseOutTerms.Id(body.Carrier, body.Location, day, CloseOutTerms.NumberMax)))
        {
            return Problems.Invalid("/carrier", "Its id and that of the location are too long together.");
        }

        var number = 1;
        while (number <= CloseOutTerms.NumberMax)
        {
            var id = CloseOutTerms.Id(body.Carrier, body.Location, day, number);
            var address = CentralNode.Address(CloseOut.Kind, id);
            var there = (await node.CloseOuts.ReadAsync(address, cancellationToken)).State;
            var own = there.Terms is null || there.Terms.Request == $"{command.Id}";
            if (!own && there.Stage != CloseOutStage.Gathering)
            {
                number++;
                continue;
            }

            var (parcels, more) = there.Terms is null
                ? await WaitingAsync(node, body.Carrier, body.Location, day)
                : (there.Parcels, there.More);
            if (parcels.Count == 0)
            {
                return Problems.Of(409, "nothing-to-close", "No parcel waits to be handed to the carrier there.");
            }

            // Another's is asked as nobody's request: it only tells where it stands.
            var reply = await node.CloseOuts.AskAsync(
                address,
                new CloseOutCommand.Begin(
                    there.Terms ?? new CloseOutTerms(
                        body.Carrier, body.Location, day, number, carrier.Kind, $"{command.Id}"),
                    parcels, more),
                own ? command : command with { Id = node.NewCommandId(), Fingerprint = null });
            if (reply is not { Outcome: ReplyOutcome.Rejected, Rejection: CloseOutRejection.Taken })
            {
                return KeyedWrites.Receipt(
                    reply, id, 202, _ => Problems.Of(409, "nothing-to-close", "No parcel waits."),
                    $"{Root}/{Uri.EscapeDataString(id)}");
            }
        }

        return Problems.Of(
            409, "capacity-exhausted",
            $"A carrier has up to {CloseOutTerms.NumberMax} close-outs a day at a location.");
    }

    /// <summary>The parcels that wait to be handed over by a day.</summary>
    private static async Task<(IReadOnlyList<CloseOutParcel> Parcels, bool More)> WaitingAsync(
        CentralNode node, string carrier, string location, LocalDate day)
    {
        var parcels = new List<CloseOutParcel>();
        ViewCursor? after = null;
        do
        {
            var page = await node.Model.PageAsync(
                ShippingLabel.Kind, null, carrier, $"{CloseOutWorker.WaitingTerm} {location.ToUpperInvariant()}",
                after, PageRows);
            foreach (var row in page.Rows)
            {
                if (JsonSerializer.Deserialize(row.Doc, CarrierJson.Default.ShippingLabel)?.Last is
                    { WaitsForCloseOut: true, Tracking: { } tracking, Ask: var ask }
                    && ask.Location == location && ask.PickupOn <= day)
                {
                    parcels.Add(new CloseOutParcel(row.Id, ask.Number, ask.Order, ask.Service, tracking, ask.Grams));
                }
            }

            after = page.Next;
        }
        while (after is not null && parcels.Count <= CloseOut.ParcelsMax);
        return parcels.Count > CloseOut.ParcelsMax
            ? (parcels[..CloseOut.ParcelsMax], true)
            : (parcels, false);
    }
}

/// <param name="Day">In the location's time zone; null for today. Not one to come.</param>
internal sealed record CloseOutBody(string Carrier, string Location, LocalDate? Day = null);

/// <summary>A close-out as the API shows it.</summary>
/// <param name="Count">Parcels that are in it.</param>
/// <param name="Grams">What they weigh.</param>
/// <param name="More">Whether more parcels waited than one has room for.</param>
internal sealed record CloseOutView(
    string Id,
    long Version,
    string Carrier,
    string Location,
    LocalDate Day,
    int Number,
    CloseOutStage Stage,
    Instant? SealedAt,
    string? Reference,
    string? Reason,
    int Count,
    long Grams,
    bool More,
    IReadOnlyList<CloseOutParcel> Parcels)
{
    public static CloseOutView Of(CloseOut of)
    {
        var row = CloseOutRow.Of(of);
        return new CloseOutView(
            row.Id, of.Revision, row.Carrier, row.Location, row.Day, row.Number, row.Stage, of.SealedAt, row.Reference,
            of.Reason, row.Count, row.Grams, of.More, of.Parcels);
    }
}

/// <summary>A close-out as lists show it.</summary>
internal sealed record CloseOutRow(
    string Id,
    string Carrier,
    string Location,
    LocalDate Day,
    int Number,
    CloseOutStage Stage,
    string? Reference,
    int Count,
    long Grams,
    int Exceptions)
{
    public static CloseOutRow Of(CloseOut of) => new(
        CloseOutTerms.Id(of.Terms!.Carrier, of.Terms.Location, of.Terms.Day, of.Terms.Number), of.Terms.Carrier,
        of.Terms.Location, of.Terms.Day, of.Terms.Number, of.Stage, of.Reference, of.Included.Count(),
        of.Included.Sum(parcel => parcel.Grams), of.Included.Count(parcel => parcel.Exception is not null));
}
