using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Custody;
using Oms.Entities;
using Decision = Oms.Entities.Decision<Oms.Central.Depots.DepotEvent, Oms.Central.Depots.DepotRejection>;

namespace Oms.Central.Depots;

/// <summary>A depot: its gateways' keys and chains, what was set aside, and the manifests it is to get.</summary>
/// <param name="Numbers">How many incidents were raised so far.</param>
/// <param name="Manifests">The newest ones, in the order of their numbers.</param>
public sealed record Depot(
    long Revision,
    string? Id,
    string Name,
    string Location,
    ImmutableList<EnrolmentCode> Codes,
    ImmutableSortedDictionary<string, Gateway> Gateways,
    ImmutableList<QuarantinedBatch> Quarantined,
    ImmutableList<Incident> Incidents,
    long Numbers,
    ImmutableList<AssignedManifest> Manifests,
    long ManifestNumber) : IEntity<Depot, DepotCommand, DepotEvent, DepotRejection>
{
    /// <summary>Keys whose word was taken away: the first log index at which it counts no longer, by the key's
    /// SubjectPublicKeyInfo in base64.</summary>
    public ImmutableSortedDictionary<string, long> RevokedKeys
    {
        get;

        // A state that was stored before there was this member has none.
        init => field = value ?? NoKeys;
    } = NoKeys;

    /// <summary>The kind in every depot's address.</summary>
    public const string Kind = "depot";

    /// <summary>Incidents that the state keeps; older ones are in the log.</summary>
    public const int IncidentsMax = 100;

    /// <summary>Batches that are kept aside; a further one is reported and not kept.</summary>
    public const int QuarantinedMax = 50;

    /// <summary>Manifests that a gateway can still ask for.</summary>
    public const int ManifestsMax = 500;

    private const int CodesMax = 20;

    private static readonly ImmutableSortedDictionary<string, long> NoKeys =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The same incident of the same gateway again within this time is not raised again.</summary>
    private static readonly Duration IncidentPause = Duration.FromMinutes(1);

    public static Depot Initial { get; } = new(
        0,
        null,
        string.Empty,
        string.Empty,
        [],
        ImmutableSortedDictionary<string, Gateway>.Empty,
        [],
        [],
        0,
        [],
        0);

    [JsonIgnore]
    public bool IsRegistered => Id is not null;

    public static Decision Decide(Depot state, DepotCommand command, Instant now) =>
        (state.IsRegistered, command) switch
        {
            (false, DepotCommand.Register c) => !Orders.OrderTerms.IsName(c.Name)
                ? Decision.Reject(new DepotRejection.Invalid("/name", "It must have 1 to 64 characters."))
                : !Inventory.StockItemId.IsLocation(c.Location)
                    ? Decision.Reject(new DepotRejection.Invalid("/location", Inventory.StockItemId.LocationRule))
                    : Decision.Accept(new DepotEvent.DepotRegistered(c.Id, c.Name, c.Location)),
            (true, DepotCommand.Register c) => (c.Name, c.Location) == (state.Name, state.Location)
                ? Decision.AlreadyDone
                : Decision.Reject(new DepotRejection.Differs()),
            (false, _) => Decision.Reject(new DepotRejection.NoSuchDepot()),

            (_, DepotCommand.IssueCode c) => Decision.Accept(
                new DepotEvent.EnrolmentCodeIssued(c.Sha256, c.ExpiresAt)),
            (_, DepotCommand.Enrol c) => state.Enrol(c, now),
            (_, DepotCommand.AcceptRecords c) => state.Accept(c, now),
            (_, DepotCommand.Quarantine c) => state.Quarantined.Exists(q => q.Id == c.Id && q.Reason == c.Reason)
                ? Decision.AlreadyDone
                : state.Quarantined.Count >= QuarantinedMax
                    ? state.Report(new DepotCommand.Report(c.Reason, c.Device, c.Detail), now)
                    : Decision.Accept(
                        new DepotEvent.BatchQuarantined(
                            c.Id, c.Device, c.Incarnation, c.Reason, c.Detail, now, c.Batch),
                        new DepotEvent.IncidentRaised(c.Reason, c.Device, c.Detail, now)),
            (_, DepotCommand.Release c) => state.Quarantined.Exists(q => q.Id == c.Id)
                ? Decision.Accept(new DepotEvent.BatchReleased(c.Id))
                : Decision.Reject(new DepotRejection.NoSuchBatch(c.Id)),
            (_, DepotCommand.Report c) => state.Report(c, now),
            (_, DepotCommand.AssignManifest c) =>
                state.Manifests.Exists(m =>
                    (m.Manifest.Route, m.Manifest.Version) == (c.Manifest.Route, c.Manifest.Version))
                    ? Decision.AlreadyDone
                    : Decision.Accept(new DepotEvent.ManifestAssigned(state.ManifestNumber + 1, c.Manifest)),
            (_, DepotCommand.ChangeKey c) => state.ChangeKey(c),
            (_, DepotCommand.RevokeKey c) => state.RevokeKey(c, now),
            _ => throw new UnreachableException($"No such command: {command.GetType().Name}."),
        };

    public static Depot Evolve(Depot state, DepotEvent happened)
    {
        var next = happened switch
        {
            DepotEvent.DepotRegistered e => state with { Id = e.Id, Name = e.Name, Location = e.Location },
            DepotEvent.EnrolmentCodeIssued e => state with
            {
                Codes = Last(state.Codes.Add(new EnrolmentCode(e.Sha256, e.ExpiresAt)), CodesMax),
            },
            DepotEvent.GatewayEnrolled e => state.OnEnrolled(e),
            DepotEvent.RecordsAccepted e => state.OnAccepted(e),
            DepotEvent.BatchQuarantined e => state with
            {
                Quarantined = state.Quarantined.RemoveAll(q => q.Id == e.Id).Add(
                    new QuarantinedBatch(e.Id, e.Device, e.Incarnation, e.Reason, e.Detail, e.At)),
            },
            DepotEvent.BatchReleased e => state with
            {
                Quarantined = state.Quarantined.RemoveAll(q => q.Id == e.Id),
            },
            DepotEvent.IncidentRaised e => state with
            {
                Numbers = state.Numbers + 1,
                Incidents = Last(
                    state.Incidents.Add(new Incident(state.Numbers + 1, e.Kind, e.Device, e.Detail, e.At)),
                    IncidentsMax),
            },
            DepotEvent.ManifestAssigned e => state with
            {
                ManifestNumber = e.Number,
                Manifests = Last(state.Manifests.Add(new AssignedManifest(e.Number, e.Manifest)), ManifestsMax),
            },
            DepotEvent.GatewayKeyAnnounced e =>
                state.OfGateway(e.Device, known => known with { NextKey = e.PublicKey }),
            DepotEvent.GatewayKeyChanged e => state.OfGateway(e.Device, known => known with
            {
                PublicKey = e.PublicKey,
                Certificate = e.Certificate,
                NextKey = null,
            }),
            DepotEvent.KeyRevoked e => state with
            {
                RevokedKeys = state.RevokedKeys.SetItem(e.PublicKey, e.FromLogIndex),
            },
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
        return next with { Revision = state.Revision + 1 };
    }

    private Decision Enrol(DepotCommand.Enrol c, Instant now)
    {
        var known = Gateways.TryGetValue(c.Device, out var gateway) ? gateway : null;
        if (known is not null && (known.Incarnation, known.PublicKey) == (c.Incarnation, c.PublicKey))
        {
            // The answer was lost on the way: the gateway asks again with the same key, and gets the same grant.
            return Decision.AlreadyDone;
        }

        if (Codes.Find(code => code.Sha256 == c.CodeSha256) is not { } issued)
        {
            return Refuse("The code is unknown or was used before.");
        }

        return issued.ExpiresAt <= now
            ? Refuse("The code is too old.")
            : !EntityAddress.IsId(c.Device)
                ? Refuse("The device id must be 1 to 120 printable ASCII characters.")
                : RevokedKeys.ContainsKey(c.PublicKey)
                ? Refuse("The key was revoked; a new one is needed.")
                : !Guid.TryParseExact(c.Incarnation, "D", out _)
                    ? Refuse("The incarnation is not a UUID.")
                    : Gateways.Values.Any(g => g.Incarnation == c.Incarnation || g.Former.Contains(c.Incarnation))
                        ? Refuse("The incarnation was enrolled before; a new journal or key needs a new one.")
                        : (known?.HighWater ?? 0) != c.AfterSeq
                            ? Decision.Reject(new DepotRejection.HeadMoved(known?.HighWater ?? 0))
                            : Decision.Accept(
                                new DepotEvent.GatewayEnrolled(
                                    c.CodeSha256, c.Device, c.Incarnation, c.PublicKey, c.Certificate));

        static Decision Refuse(string reason) => Decision.Reject(new DepotRejection.EnrolmentRefused(reason));
    }

    /// <summary>The log index from which a new key may speak for a device.</summary>
    /// <returns>
    /// Null while the log lacks records of the device's former chain; otherwise the index, and what
    /// <see cref="DepotCommand.Enrol.AfterSeq"/> must be.
    /// </returns>
    public (long LogIndex, long AfterSeq)? KeyStart(string device, string incarnation, Transparency.CustodyLog log)
    {
        return !Gateways.TryGetValue(device, out var known) || known.Incarnation == incarnation
            ? (log.Size, known?.HighWater ?? 0)
            : LogIndexAfter(device, log);
    }

    /// <summary>The log index that lies after all records of a gateway that were taken.</summary>
    /// <returns>Null while the log lacks some; otherwise the index, and how far the gateway's chain is.</returns>
    public (long LogIndex, long AfterSeq)? LogIndexAfter(string device, Transparency.CustodyLog log)
    {
        var known = Gateways[device];
        var logged = log.Sources.GetValueOrDefault(EntityAddress.Join(Id!, device, known.Incarnation));
        return logged < known.HighWater ? null : (log.Size, known.HighWater);
    }

    /// <summary>Whether a gateway's key was revoked.</summary>
    public bool IsRevoked(Gateway gateway) => RevokedKeys.ContainsKey(gateway.PublicKey);

    private Decision ChangeKey(DepotCommand.ChangeKey c) =>
        !Gateways.TryGetValue(c.Device, out var gateway) || gateway.Incarnation != c.Incarnation
            ? Decision.Reject(new DepotRejection.NotEnrolled(c.Device))
            : gateway.PublicKey == c.PublicKey
                ? Decision.AlreadyDone
                : gateway.NextKey != c.PublicKey || IsRevoked(gateway)
                    ? Decision.Reject(new DepotRejection.NoSuchKey(c.Device))
                    : gateway.HighWater != c.AfterSeq
                        ? Decision.Reject(new DepotRejection.HeadMoved(gateway.HighWater))
                        : Decision.Accept(new DepotEvent.GatewayKeyChanged(
                            c.Device, c.Incarnation, c.PublicKey, c.Certificate));

    private Decision RevokeKey(DepotCommand.RevokeKey c, Instant now) =>
        !Gateways.TryGetValue(c.Device, out var gateway)
            ? Decision.Reject(new DepotRejection.NotEnrolled(c.Device))
            : RevokedKeys.TryGetValue(c.PublicKey, out var from) && from <= c.FromLogIndex
                ? Decision.AlreadyDone
                : gateway.HighWater != c.AfterSeq
                    ? Decision.Reject(new DepotRejection.HeadMoved(gateway.HighWater))
                    : Decision.Accept(
                        new DepotEvent.KeyRevoked(
                            c.Device, c.PublicKey, c.FromLogIndex, c.Reason, c.Revocation, now),
                        new DepotEvent.IncidentRaised(
                            "key-revoked",
                            c.Device,
                            $"From log index {c.FromLogIndex} on its key counts no longer: {c.Reason}",
                            now));

    private Depot OfGateway(string device, Func<Gateway, Gateway> change) =>
        this with { Gateways = Gateways.SetItem(device, change(Gateways[device])) };

    private Decision Accept(DepotCommand.AcceptRecords c, Instant now)
    {
        if (!Gateways.TryGetValue(c.Device, out var gateway) || gateway.Incarnation != c.Incarnation)
        {
            return Decision.Reject(new DepotRejection.NotEnrolled(c.Device));
        }

        if (c.Records.Count == 0 || c.Records[^1].Seq <= gateway.HighWater)
        {
            return c.Records.Count == 0 || gateway.HashAt(c.Records[^1].Seq) == c.Records[^1].Record.Hash
                ? Decision.AlreadyDone
                : Decision.Reject(new DepotRejection.HeadMoved(gateway.HighWater));
        }

        return (c.BaseSeq, c.BaseHash) != (gateway.HighWater, gateway.HeadHash)
            || c.Records[0].Seq != gateway.HighWater + 1
            ? Decision.Reject(new DepotRejection.HeadMoved(gateway.HighWater))
            : Decision.Accept(Taken(c, now));
    }

    private static DepotEvent[] Taken(DepotCommand.AcceptRecords c, Instant now)
    {
        var taken = new DepotEvent.RecordsAccepted(
                c.Device,
                c.Incarnation,
                c.Records[0].Seq,
                c.Records[^1].Seq,
                c.Records[^1].Record.Hash,
                long.Max(c.GatewayHead, c.Records[^1].Seq),
                c.ClockQuality,
                now,
                [.. c.Records.Select(record => record.Record)],
                [
                    .. from pair in c.Records.Index()
                       where pair.Item.CustodyId.Length > 0
                       select new CustodyPlace(
                           pair.Index, pair.Item.CustodyId, pair.Item.CustodySeq, pair.Item.EndsCustody),
                ]);
        return c.NextKey is { } next
            ? [taken, new DepotEvent.GatewayKeyAnnounced(c.Device, c.Incarnation, next, taken.To)]
            : [taken];
    }

    private Decision Report(DepotCommand.Report c, Instant now) =>
        Incidents.Exists(i => (i.Kind, i.Device) == (c.Kind, c.Device) && i.At + IncidentPause > now)
            ? Decision.AlreadyDone
            : Decision.Accept(new DepotEvent.IncidentRaised(c.Kind, c.Device, c.Detail, now));

    private Depot OnEnrolled(DepotEvent.GatewayEnrolled e)
    {
        var former = Gateways.TryGetValue(e.Device, out var known) ? known.Former.Add(known.Incarnation) : [];
        return this with
        {
            Codes = Codes.RemoveAll(code => code.Sha256 == e.CodeSha256),
            Gateways = Gateways.SetItem(e.Device, new Gateway(
                e.Device,
                e.Incarnation,
                e.PublicKey,
                e.Certificate,
                former,
                0,
                Digest.Zero.ToString(),
                [],
                ImmutableSortedDictionary<string, CustodyHead>.Empty,
                0,
                "unset",
                null)),
        };
    }

    private Depot OnAccepted(DepotEvent.RecordsAccepted e)
    {
        var gateway = Gateways[e.Device];
        var custodies = gateway.Custodies.ToBuilder();
        foreach (var place in e.Custodies)
        {
            custodies[place.CustodyId] = new CustodyHead(
                place.CustodySeq, e.Records[place.Index].Hash, place.Ends, e.From + place.Index);
        }

        while (custodies.Count > Gateway.CustodiesMax)
        {
            // The ended one that is oldest; an open one only when all are open.
            _ = custodies.Remove(custodies.MinBy(pair => (pair.Value.Ended ? 0 : 1, pair.Value.At)).Key);
        }

        return this with
        {
            Gateways = Gateways.SetItem(e.Device, gateway with
            {
                HighWater = e.To,
                HeadHash = e.HeadHash,
                RecentHashes = Last(
                    gateway.RecentHashes.AddRange(e.Records.Select(record => record.Hash)), Gateway.RecentMax),
                Custodies = custodies.ToImmutable(),
                GatewayHead = e.GatewayHead,
                ClockQuality = e.ClockQuality,
                LastAt = e.At,
            }),
        };
    }

    private static ImmutableList<T> Last<T>(ImmutableList<T> all, int max) =>
        all.Count <= max ? all : all.RemoveRange(0, all.Count - max);
}
