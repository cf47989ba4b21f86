using System.Text;
using System.Text.Json;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Epcis;
using Oms.Epcis.Mapping;
using Oms.Json;

namespace Oms.Transparency;

/// <summary>An EPCIS event of an evidence file.</summary>
/// <param name="Record">The index of the record that it tells.</param>
/// <param name="Json">Canonical JSON, with its CBV hash id.</param>
internal sealed record EvidenceEvent(int Record, ReadOnlyMemory<byte> Json);

/// <summary>The EPCIS events of a file: they follow from its records, id and all, and from how things are
/// named.</summary>
internal static class EvidenceEvents
{
    /// <summary>The events that records give. A record of a kind or form that is not known gives none.</summary>
    public static IReadOnlyList<EvidenceEvent> Of(
        IReadOnlyList<SignedRecord> records, IEnumerable<CustodyLeaf> leaves, Gs1Names names)
    {
        var (scene, events) = (CheckOutScene.Empty, new List<EvidenceEvent>());
        foreach (var (index, leaf) in leaves.Index())
        {
            if (Read(leaf, records[index].Body!.Value) is { } happened)
            {
                var record = new CustodyRecord(leaf.CustodyId, leaf.CustodySeq, leaf.Depot, leaf.Wall, happened);
                events.AddRange(CheckOutMapping.Map(scene, record, names).Select(told => new EvidenceEvent(
                    index, CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(
                        told.Body, EvidenceEventJson.Default.JsonElement)))));
                scene = scene.After(record);
            }
        }

        return events;
    }

    /// <summary>The names without those that no event uses: what nothing follows from is not in a file.</summary>
    public static Gs1Names Used(Gs1Names names, string depot, IReadOnlyList<EvidenceEvent> events)
    {
        var gln = names.DepotGlns.TryGetValue(depot, out var known) ? known : null;
        return new Gs1Names(
            IsUsed(names.CompanyPrefix) ? names.CompanyPrefix : null,
            IsUsed(names.CarrierGln) ? names.CarrierGln : null,
            IsUsed(gln) ? new Dictionary<string, string> { [depot] = gln! } : Gs1Names.None.DepotGlns,
            names.EvidenceBase.StartsWith("http", StringComparison.Ordinal) && IsUsed(names.EvidenceBase)
                ? names.EvidenceBase
                : Gs1Names.None.EvidenceBase);

        bool IsUsed(string? text)
        {
            var octets = Encoding.UTF8.GetBytes(text ?? "");
            return octets.Length > 0 && events.Any(one => one.Json.Span.IndexOf(octets) >= 0);
        }
    }

    /// <summary>Every event is one that its record gives, and none is missing.</summary>
    public static string Check(EvidenceDocument document)
    {
        if (document.Parts.EpcisNames is not { } names)
        {
            return "The file has no EPCIS events.";
        }

        var (told, given) = (document.Events, Of(document.Parts.Records, document.Leaves, names));
        for (var i = 0; i < Math.Max(told.Count, given.Count); i++)
        {
            if (i >= told.Count || i >= given.Count || !IsSame(told[i], given[i]))
            {
                throw Fault(document, given, i);
            }
        }

        var used = Used(names, document.Depot, told);
        if ((used.CompanyPrefix, used.CarrierGln, used.DepotGlns.Count, used.EvidenceBase)
            != (names.CompanyPrefix, names.CarrierGln, names.DepotGlns.Count, names.EvidenceBase))
        {
            throw new EvidenceFaultException(
                "/epcis/names", "It names something that no event uses.", EvidenceFaultClass.ForgedEvent);
        }

        return $"{EvidenceVerifier.Count(told.Count, "EPCIS event")}: each is what its record gives, and its id is the "
            + "hash of what it says.";
    }

    private static EvidenceFaultException Fault(
        EvidenceDocument document, IReadOnlyList<EvidenceEvent> given, int at)
    {
        var told = document.Events;
        var place = $"/epcis/events/{at}";
        if (told.FirstOrDefault(one => !given.Any(other => IsSame(one, other))) is { } strange)
        {
            place = $"/epcis/events/{told.Index().First(one => ReferenceEquals(one.Item, strange)).Index}/event";
            return IsOfAnother(strange, document.CheckOut)
                ? new EvidenceFaultException(place, "It tells a record of another visit.", EvidenceFaultClass.Spliced)
                : new EvidenceFaultException(
                    place,
                    "It is not what its record gives under the file's names, or its id is not the hash of what it "
                        + "says.",
                    EvidenceFaultClass.ForgedEvent);
        }

        return new EvidenceFaultException(
            place,
            $"There are {told.Count} events where the records give {given.Count}, or they stand in another order.",
            told.Count < given.Count ? EvidenceFaultClass.Incomplete
                : told.Count > given.Count ? EvidenceFaultClass.Replayed
                : told.Index().Any(one => told.Take(one.Index).Any(other => IsSame(one.Item, other)))
                    ? EvidenceFaultClass.Replayed
                : EvidenceFaultClass.Reordered);
    }

    private static bool IsSame(EvidenceEvent one, EvidenceEvent other) =>
        one.Record == other.Record && one.Json.Span.SequenceEqual(other.Json.Span);

    /// <summary>Whether it is an event by itself, of a record of another check-out.</summary>
    private static bool IsOfAnother(EvidenceEvent one, string checkOut)
    {
        var read = EpcisReader.ReadEvent(one.Json, CheckOutMapping.ContextJson);
        var own = Gs1Names.Record(checkOut, 0)[..^1];
        return read.Text("oms:record") is { } record && !record.StartsWith(own, StringComparison.Ordinal)
            && EpcisValidator.Check(read).Count == 0 && EventHash.Of(read) == read.EventId;
    }

    private static CheckOutEvent? Read(CustodyLeaf leaf, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return HoldsNull(json.RootElement) ? null : CheckOutEvents.Read(leaf.Kind, leaf.EventVersion, body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a list holds null, which no record has that a gateway writes.</summary>
    private static bool HoldsNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray()
            .Any(item => item.ValueKind == JsonValueKind.Null || HoldsNull(item)),
        JsonValueKind.Object => element.EnumerateObject().Any(member => HoldsNull(member.Value)),
        _ => false,
    };
}
