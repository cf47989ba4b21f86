using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using Decision = Oms.Entities.Decision<
    Oms.Central.Fulfilments.FulfilmentEvent, Oms.Central.Fulfilments.FulfilmentRejection>;

namespace Oms.Central.Fulfilments;

/// <content>Units that a customer picks up, with a code that only they were given.</content>
public sealed partial record FulfilmentOrder
{
    /// <summary>Wrong codes after which the right one does not count any more.</summary>
    public const int PickUpAttemptsMax = 5;

    private const string PickUpPrefix = "pick-up:";

    /// <summary>The code by which it is picked up; null where none was issued.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PickUpCode? PickUp { get; init; }

    /// <summary>Whether something of it was handed out for a code; it stays so when the rest is packed anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HandedOut { get; init; }

    /// <summary>What takes the units of a fulfilment order that a customer picks up, as a route takes others.</summary>
    public static string PickUpRoute(string id) => $"{PickUpPrefix}{id}";

    /// <summary>Whether a customer, and no driver, takes the units. No route of a driver is named so.</summary>
    public static bool IsPickUp(string route) => route.StartsWith(PickUpPrefix, StringComparison.Ordinal);

    private Decision IssueCode(FulfilmentCommand.IssuePickUpCode c) =>
        !Ready || Reopening
            ? Illegal("It is not packed.")
            : PickUp is { IsCollected: true }
                ? Illegal("It was picked up.")
                : PickUp is { } known && (known.Hash, known.ExpiresAt) == (c.Hash, c.ExpiresAt)
                    ? Decision.AlreadyDone
                    : Decision.Accept(new FulfilmentEvent.PickUpCodeIssued(c.Hash, c.ExpiresAt));

    /// <summary>A wrong code is an event: it counts, whoever tries and however often.</summary>
    private Decision Collect(FulfilmentCommand.Collect c, Instant now) =>
        PickUp is { IsCollected: true }
            ? Decision.AlreadyDone
            : PickUp is not { } code || !Ready || Reopening
                ? Illegal("It is not ready to be picked up.")
                : now >= code.ExpiresAt || code.Failed >= PickUpAttemptsMax
                    ? Decision.Reject(new FulfilmentRejection.PickUpCodeOver(code.Failed >= PickUpAttemptsMax))
                    : !CryptographicOperations.FixedTimeEquals(
                        Encoding.ASCII.GetBytes(c.Hash), Encoding.ASCII.GetBytes(code.Hash))
                        ? Decision.Accept(new FulfilmentEvent.PickUpFailed(PickUpAttemptsMax - code.Failed - 1))
                        : Decision.Accept(new FulfilmentEvent.UnitsCollected(
                            Work!.Location,
                            [
                                .. Lines.Where(line => line.Packed > 0).Select(line => new CollectedUnits(
                                    line.Reservation, line.Sku, line.Packed)),
                            ],
                            c.By));

    private Decision RecordNotCollected(FulfilmentCommand.RecordNotCollected c) =>
        Lines.Exists(line => line.Reservation == c.Reservation && line.Packed > 0) && PickUp is { IsCollected: true }
            ? Decision.Accept(new FulfilmentEvent.CollectionRefused(c.Reservation, c.Why))
            : Decision.AlreadyDone;
}

/// <summary>A code that was given to who is to pick something up.</summary>
/// <param name="Hash">A digest of it, which tells nobody the code.</param>
/// <param name="Failed">Wrong codes that were tried since it was issued.</param>
public sealed record PickUpCode(string Hash, Instant ExpiresAt, int Failed)
{
    /// <summary>Whether the right code was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCollected { get; init; }

    /// <summary>Why not all of it could be handed out; null where it could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Refused { get; init; }
}

/// <summary>Packed units of a reservation that a customer takes.</summary>
public sealed record CollectedUnits(string Reservation, string Sku, int Quantity);
