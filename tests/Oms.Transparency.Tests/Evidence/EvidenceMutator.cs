using System.Text;
using System.Text.Json.Nodes;
using Oms.Custody;
using Oms.Epcis;
using Oms.Epcis.Mapping;
using Oms.Json;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>A changed file, and what it must be refused as.</summary>
/// <param name="Name">What was done to it.</param>
internal sealed record Mutation(string Name, byte[] File, params EvidenceFaultClass[] Expected);

/// <summary>Changes an evidence file at random, in the ways in which a forger would.</summary>
/// <param name="parts">The file's parts.</param>
/// <param name="other">A visit of the same depot, whose every part is genuine too.</param>
internal sealed class EvidenceMutator(
    Random random, EvidenceParts parts, EvidenceParts other, DepotKeyCertificate unused)
{
    private readonly byte[] _file = EvidenceWriter.Write(parts);
    private readonly string _checkOut = LeafOf(parts.Records[0]).CustodyId;
    private readonly IReadOnlyList<EvidenceEvent> _events = EventsOf(parts);
    private readonly IReadOnlyList<EvidenceEvent> _otherEvents = EventsOf(other);

    private int Records => parts.Records.Count;

    public Mutation Next() => random.Next(_events.Count > 0 ? 6 : 5) switch
    {
        0 => Byte(),
        1 => Reorder(),
        2 => Drop(),
        3 => Replay(),
        4 => Splice(),
        _ => Event(),
    };

    private Mutation Byte()
    {
        var changed = _file.ToArray();
        var at = random.Next(changed.Length);
        changed[at] = (byte)(changed[at] ^ random.Next(1, 256));

        // A proof that is changed into another proof is a forged one; all else is just not what was written.
        return IsOfProof(at)
            ? new Mutation($"byte {at} of a proof", changed, EvidenceFaultClass.Altered, EvidenceFaultClass.ForgedProof)
            : IsOfEvents(at)
                ? new Mutation(
                    $"byte {at} of an event", changed, EvidenceFaultClass.Altered, EvidenceFaultClass.ForgedEvent)
            : new Mutation($"byte {at}", changed, EvidenceFaultClass.Altered);
    }

    private Mutation Event()
    {
        var at = random.Next(_events.Count);
        var (one, two) = Pair(_events.Count);
        return random.Next(7) switch
        {
            0 => new Mutation(
                $"events {one} and {two}", Events(list => Swap(list, one, two)), EvidenceFaultClass.Reordered),
            1 => new Mutation($"event {at} left out", Events(list => list.RemoveAt(at)), EvidenceFaultClass.Incomplete),
            2 => new Mutation(
                $"event {at} twice", Events(list => list.Insert(one, list[at]!.DeepClone())),
                EvidenceFaultClass.Replayed),
            3 => new Mutation(
                $"event {at} in the place of another",
                Events(list => list[(at + 1) % list.Count] = list[at]!.DeepClone()),
                EvidenceFaultClass.Replayed),
            4 => new Mutation(
                $"an event of another visit for {at}",
                Events(list => list[at]!["event"] = JsonNode.Parse(
                    _otherEvents[random.Next(_otherEvents.Count)].Json.Span)),
                EvidenceFaultClass.Spliced),
            5 => new Mutation(
                $"event {at} with another step and the id of that",
                Events(list => list[at]!["event"] = Again(list[at]!["event"]!.AsObject())),
                EvidenceFaultClass.ForgedEvent),
            _ => new Mutation(
                "another company's prefix",
                Edit(json => json["epcis"]!["names"]!["company_prefix"] = "9521322"),
                EvidenceFaultClass.ForgedEvent),
        };
    }

    /// <summary>The event as it would be had another step been made, under the hash id of that.</summary>
    private static JsonObject Again(JsonObject told)
    {
        told = told.DeepClone().AsObject();
        told["bizStep"] = told["bizStep"]?.GetValue<string>() == "holding" ? "storing" : "holding";
        var read = EpcisReader.ReadEvent(Encoding.UTF8.GetBytes(told.ToJsonString()), CheckOutMapping.ContextJson);
        told["eventID"] = EventHash.Of(read);
        return told;
    }

    private byte[] Events(Action<JsonArray> change) => Edit(json => change(json["epcis"]!["events"]!.AsArray()));

    private static CustodyLeaf LeafOf(SignedRecord record) =>
        CustodyLeaf.TryDecode(record.Leaf.Span, out var leaf, out var fault)
            ? leaf
            : throw new InvalidDataException($"{fault}");

    private static IReadOnlyList<EvidenceEvent> EventsOf(EvidenceParts told) => told.EpcisNames is { } names
        ? EvidenceEvents.Of(told.Records, told.Records.Select(LeafOf), names)
        : [];

    private Mutation Reorder()
    {
        var (one, two) = Pair(Records);
        return random.Next(3) switch
        {
            0 => new Mutation(
                $"records {one} and {two} with their proofs",
                Encode(parts with { Records = Swap(parts.Records, one, two), Proofs = Swap(parts.Proofs, one, two) }),
                EvidenceFaultClass.Reordered),
            1 => new Mutation(
                $"records {one} and {two}",
                Encode(parts with { Records = Swap(parts.Records, one, two) }),
                EvidenceFaultClass.Reordered),
            _ => new Mutation(
                $"proofs {one} and {two}",
                Edit(json => Swap(json["proofs"]!.AsArray(), one, two)),
                EvidenceFaultClass.Reordered),
        };
    }

    private Mutation Drop()
    {
        var at = random.Next(Records);
        return random.Next(4) switch
        {
            0 => new Mutation(
                $"record {at} with its proof",
                Encode(parts with { Records = Without(parts.Records, at), Proofs = Without(parts.Proofs, at) }),
                EvidenceFaultClass.Incomplete),
            1 => new Mutation(
                $"record {at}",
                Encode(parts with { Records = Without(parts.Records, at) }),
                EvidenceFaultClass.Incomplete),
            2 => new Mutation(
                $"proof {at}", Edit(json => json["proofs"]!.AsArray().RemoveAt(at)), EvidenceFaultClass.Incomplete),
            _ => new Mutation(
                "a key",
                Encode(parts with { Keys = Without(InOrder(parts.Keys), random.Next(parts.Keys.Count)) }),
                EvidenceFaultClass.Incomplete),
        };
    }

    private Mutation Replay()
    {
        var (from, to) = (random.Next(Records), random.Next(Records + 1));
        return random.Next(4) switch
        {
            0 => new Mutation(
                $"record {from} with its proof at {to}",
                Encode(parts with
                {
                    Records = With(parts.Records, to, parts.Records[from]),
                    Proofs = With(parts.Proofs, to, parts.Proofs[from]),
                }),
                EvidenceFaultClass.Replayed),
            1 => new Mutation(
                $"record {from} at {to}",
                Encode(parts with { Records = With(parts.Records, to, parts.Records[from]) }),
                EvidenceFaultClass.Replayed),
            2 => new Mutation(
                $"proof {from} at {to}",
                Encode(parts with { Proofs = With(parts.Proofs, to, parts.Proofs[from]) }),
                EvidenceFaultClass.Replayed),
            _ => new Mutation(
                "a key",
                Encode(parts with { Keys = [.. InOrder(parts.Keys).SelectMany(key => new[] { key, key })] }),
                EvidenceFaultClass.Replayed),
        };
    }

    private Mutation Splice()
    {
        var (at, from) = (random.Next(Records), random.Next(other.Records.Count));
        return random.Next(7) switch
        {
            0 => new Mutation(
                $"record {from} of another visit in the place of {at}",
                Encode(parts with
                {
                    Records = With(Without(parts.Records, at), at, other.Records[from]),
                    Proofs = With(Without(parts.Proofs, at), at, other.Proofs[from]),
                }),
                EvidenceFaultClass.Spliced),
            1 => new Mutation(
                $"record {from} of another visit before {at}",
                Encode(parts with
                {
                    Records = With(parts.Records, at, other.Records[from]),
                    Proofs = With(parts.Proofs, at, other.Proofs[from]),
                }),
                EvidenceFaultClass.Spliced),
            2 => new Mutation(
                $"the first {at + 1} records of this visit and the last of another",
                Encode(parts with
                {
                    Records = [.. parts.Records.Take(at + 1), .. other.Records.Skip(from)],
                    Proofs = [.. parts.Proofs.Take(at + 1), .. other.Proofs.Skip(from)],
                }),
                EvidenceFaultClass.Spliced),
            3 => new Mutation(
                $"the proof of record {from} of another visit for {at}",
                Encode(parts with { Proofs = With(Without(parts.Proofs, at), at, other.Proofs[from]) }),
                EvidenceFaultClass.ForgedProof),
            4 => new Mutation(
                "the checkpoint of another visit",
                Encode(parts with { Checkpoint = other.Checkpoint }),
                EvidenceFaultClass.ForgedProof),
            5 => new Mutation(
                $"the body of record {from} of another visit in record {at}",
                Encode(parts with
                {
                    Records = With(
                        Without(parts.Records, at), at, WithBody(parts.Records[at], other.Records[from].Body)),
                }),
                EvidenceFaultClass.Altered),
            _ => new Mutation(
                "the key of another gateway",
                Encode(parts with { Keys = InOrder([.. parts.Keys, unused]) }),
                EvidenceFaultClass.Spliced),
        };
    }

    private byte[] Encode(EvidenceParts changed) =>
        EvidenceWriter.Encode(
            _checkOut,
            EvidenceSample.Depot,
            _events,
            changed with
            {
                Keys = InOrder(changed.Keys),
                EpcisNames = changed.EpcisNames is { } names
                    ? EvidenceEvents.Used(names, EvidenceSample.Depot, _events)
                    : null,
            });

    private static SignedRecord WithBody(SignedRecord record, ReadOnlyMemory<byte>? body) =>
        new(record.Leaf, record.Signature, body);

    private static IReadOnlyList<DepotKeyCertificate> InOrder(IReadOnlyList<DepotKeyCertificate> keys) =>
        EvidenceWriter.InOrder(keys);

    private byte[] Edit(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(_file)!.AsObject();
        change(json);
        return CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    // Members stand in canonical order, so a member reaches up to the name of the next one.
    private bool IsOfProof(int at) =>
        Between(at, "\"checkpoint\":", "\"depot\":") || Between(at, "\"log\":", "\"records\":")
        || Between(at, "\"witnesses\":", "}");

    private bool IsOfEvents(int at) => Between(at, "\"epcis\":", "\"keys\":");

    private bool Between(int at, string from, string to)
    {
        var text = Encoding.Latin1.GetString(_file);
        var start = text.LastIndexOf("," + from, StringComparison.Ordinal);
        return start >= 0 && at >= start
            && (to == "}" || at < text.IndexOf("," + to, start, StringComparison.Ordinal));
    }

    private (int One, int Two) Pair(int count)
    {
        var one = random.Next(count);
        return (one, (one + 1 + random.Next(count - 1)) % count);
    }

    private static T[] Swap<T>(IReadOnlyList<T> list, int one, int two)
    {
        T[] swapped = [.. list];
        (swapped[one], swapped[two]) = (swapped[two], swapped[one]);
        return swapped;
    }

    private static void Swap(JsonArray array, int one, int two)
    {
        var (first, second) = (array[one]!.DeepClone(), array[two]!.DeepClone());
        (array[one], array[two]) = (second, first);
    }

    private static T[] Without<T>(IReadOnlyList<T> list, int at) => [.. list.Take(at), .. list.Skip(at + 1)];

    private static T[] With<T>(IReadOnlyList<T> list, int at, T item) => [.. list.Take(at), item, .. list.Skip(at)];
}
