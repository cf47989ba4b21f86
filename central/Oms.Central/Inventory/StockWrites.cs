using System.Text.Json.Serialization.Metadata;
using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Orders;

namespace Oms.Central.Inventory;

/// <summary>Maps what changes a stock item: each is one command, and its answer or problem.</summary>
internal sealed class StockWrites(IEndpointRouteBuilder routes, CentralNode node, KeyedWrites writes)
{
    /// <summary>What a name must be.</summary>
    public const string NameRule = "It must have 1 to 64 characters, none a control character.";

    /// <summary>Maps one write below <c>/stock-items/{id}</c>.</summary>
    /// <param name="path">From the id on.</param>
    /// <param name="status">Of the answer when it is accepted.</param>
    /// <param name="names">The members of the body that are names, with their JSON Pointers.</param>
    /// <param name="make">The command that it stands for.</param>
    /// <param name="then">What else is done once it is accepted; its answer, if any, is given instead.</param>
    /// <param name="parts">The parts of the path that are names.</param>
    public void Map<TBody>(
        string path,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, IReadOnlyList<(string Field, string Name)>> names,
        Func<TBody, Func<string, string>, StockCommand> make,
        Func<TBody, string, CommandContext, Task<Answer?>>? then,
        params string[] parts)
        where TBody : class =>
        routes.Post<TBody>($"/stock-items/{{id}}{path}", ApiScope.Integration, status, summary, context =>
            writes.RunAsync(context, json, addressInBody: false, async (body, command) =>
            {
                var id = Part("id");
                if (StockItemId.Parse(id) is null)
                {
                    return Problems.Invalid("id", "It is not sku@location, each part percent-escaped.");
                }

                foreach (var (field, name) in parts.Select(part => (part, Part(part))).Concat(names(body)))
                {
                    if (!OrderTerms.IsName(name))
                    {
                        return Problems.Invalid(field, NameRule);
                    }
                }

                var reply = await node.Stock.AskAsync(
                    CentralNode.Address(StockItem.Kind, id), make(body, Part), command);
                if (then is not null && reply.Outcome == ReplyOutcome.Accepted
                    && await then(body, id, command) is { } instead)
                {
                    return instead;
                }

                return Expired(reply) ?? KeyedWrites.Receipt(reply, id, status, Explain);

                string Part(string name) => $"{context.Request.RouteValues[name]}";
            }));

    /// <summary>Maps one write that is done when its command is.</summary>
    public void Map<TBody>(
        string path,
        int status,
        string summary,
        JsonTypeInfo<TBody> json,
        Func<TBody, IReadOnlyList<(string Field, string Name)>> names,
        Func<TBody, Func<string, string>, StockCommand> make,
        params string[] parts)
        where TBody : class => Map(path, status, summary, json, names, make, then: null, parts);

    /// <summary>What came too late ends the reservation, and that is no success.</summary>
    private static Answer? Expired(Reply<StockEvent, StockRejection> reply) =>
        reply.Outcome == ReplyOutcome.Accepted
        && reply.Events.OfType<StockEvent.ReservationExpired>().FirstOrDefault() is { } expired
        && !reply.Events.Any(e => e is StockEvent.ReservationConfirmed)
            ? Ended(expired.Reservation, "expired")
            : null;

    private static Answer Ended(string reservation, string how) =>
        how == "expired"
            ? Problems.Of(409, "reservation-expired", $"Reservation {reservation} expired; make another one.")
            : Problems.Of(409, "illegal-transition", $"Reservation {reservation} has ended: {how}.");

    /// <summary>What a client is told of a refusal.</summary>
    public static Answer Explain(StockRejection rejection) =>
        rejection switch
        {
            StockRejection.NoSuchLot r => Problems.NotFound($"lot {r.Lot}"),
            StockRejection.NoSuchReservation r => Problems.NotFound($"reservation {r.Reservation}"),
            StockRejection.QuantityInvalid r => Problems.Invalid("/quantity", r.Reason),
            StockRejection.Invalid r => Problems.Invalid(r.Field, r.Reason),
            StockRejection.StockStale r => Problems.Of(
                409, "stock-stale", $"{r.Expected} were expected; the lot holds {r.OnHand}.", b => b.OnHand = r.OnHand),
            StockRejection.OutOfStock r => Problems.Of(
                409, "out-of-stock", $"{r.Atp} units can be promised so.", b => b.Atp = r.Atp),
            StockRejection.BackorderLimitReached r => Problems.Of(
                409,
                "backorder-limit",
                $"{r.Waiting} units wait already, and no more than {r.Limit} may.",
                b => b.Atp = r.Atp),
            StockRejection.ReferenceReused r => Problems.Of(
                409, "reference-reused", $"The reference {r.Ref} stands for another movement."),
            StockRejection.ReservationDiffers r => Problems.Of(
                409, "reference-reused", $"Reservation {r.Reservation} stands for {r.Quantity} units."),
            StockRejection.ReservationEnded r => Ended(r.Reservation, r.How),
            StockRejection.SerialIsThere r => Problems.Of(
                409, "serial-not-unique", $"Serial {r.Serial} is there already, in lot {r.Lot}."),
            StockRejection.NoSuchSerial r => Problems.NotFound($"serial {r.Serial} in lot {r.Lot}"),
            StockRejection.UnitIsPicked r => Problems.Of(
                409, "already-picked", $"Serial {r.Serial} is picked, for {r.Reservation}."),
            StockRejection.NotInBin r => Problems.Of(
                409,
                "quantity-exceeded",
                $"{r.Quantity} units of lot {r.Lot} lie in {(r.Bin is { } bin ? $"bin {bin}" : "no bin")}."),
            StockRejection.LotIsBlocked r => Problems.Of(
                409, "lot-blocked", $"Lot {r.Lot} is {Storage.CentralViews.Snake(r.Status)}."),
            StockRejection.LimitReached r => Problems.Of(
                409, "capacity-exhausted", $"The stock item has {r.Max} {r.What}, and no more are possible."),
            StockRejection.NotPossible r => Problems.Of(409, "illegal-transition", r.Reason),
            _ => Problems.Of(409, "illegal-transition", $"{rejection}"),
        };
}
