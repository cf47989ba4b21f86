using System.Text;
using NodaTime;
using Oms.Custody;
using Oms.Custody.CheckOuts;
using Oms.Epcis.Mapping;
using Oms.Json;
using Oms.Transparency.Tests.Merkle;

namespace Oms.Transparency.Tests.Evidence;

/// <summary>A small depot and its centre: two gateways, other depots' entries in the log, one check-out.</summary>
internal sealed class EvidenceSample : IDisposable
{
    public const string CheckOut = "CO-2026-000123";
    public const string Depot = "depot-7";

    public static readonly byte[] AttachmentBytes = Encoding.UTF8.GetBytes("what the driver drove");
    public static readonly string Attachment = Digest.Of(AttachmentBytes).ToString();

    private static readonly Guid BootId = Guid.Parse("4f2e1c0a-7d55-4a7e-9a51-0d9f5f0c1b2a");

    private readonly Dictionary<string, LeafChain> _chains = [];
    private readonly Dictionary<string, DeviceKey> _keys = [];
    private readonly MemoryTileStore _store = new();
    private readonly List<DeviceKey> _owned = [];
    private readonly Dictionary<string, ChainHead> _custodies = [];
    private readonly Dictionary<string, List<(SignedRecord Record, long LogIndex)>> _records = [];

    private EvidenceSample()
    {
        (Root, LogKey) = (New(), New());
        LogSigner = new EcdsaNoteSigner("oms.example/log", LogKey);
        Log = MerkleLog.Create(_store);
    }

    public DeviceKey Root { get; }

    public DeviceKey LogKey { get; }

    public INoteSigner LogSigner { get; }

    public MerkleLog Log { get; }

    public List<DepotKeyCertificate> Certificates { get; } = [];

    public List<(SignedRecord Record, long LogIndex)> Records => RecordsOf(CheckOut);

    public TrustRoot Trust => new([Root.PublicKey.Spki.ToArray()], [LogSigner.Verifier.ToVkey()], []);

    public static async Task<EvidenceSample> CreateAsync()
    {
        var sample = new EvidenceSample();
        await sample.EnrolAsync("gateway-1");
        await sample.EnrolAsync("gateway-2");
        await sample.AppendAsync(
            "gateway-1", CheckOutEvents.Arrived, """{"driver":"driver-1","route":null,"vehicle":"truck-9"}""");
        await sample.OthersAsync(5);
        await sample.AppendAsync("gateway-1", CheckOutEvents.EldFileAttached, $$"""
            {"name":"eld.csv","seal":"S1","sha256":"{{Attachment}}","size_bytes":{{AttachmentBytes.Length}}}
            """);
        await sample.AppendAsync("gateway-2", CheckOutEvents.VehicleInspected, $$"""
            {"defects":[{"description":"Zoë: \"42\" €","photo_sha256":"{{Digest.Of("photo"u8)}}"}],"part":null}
            """);
        await sample.OthersAsync(30);
        await sample.AppendAsync(
            "gateway-1", CheckOutEvents.Completed, """{"custodian":"depot-7","odometer":123456.5}""");
        await sample.OthersAsync(3);
        return sample;
    }

    /// <summary>Another visit at the same depot, to the same gateways.</summary>
    public async Task<string> OtherVisitAsync()
    {
        const string Other = "CO-2026-000124";
        await AppendAsync(
            "gateway-1", CheckOutEvents.Arrived, """{"driver":"driver-2","route":null,"vehicle":"truck-8"}""", Other);
        await AppendAsync("gateway-2", CheckOutEvents.KeysReturned, """{"key_tag":"K-8","received_by":"bo"}""", Other);
        await OthersAsync(2);
        await AppendAsync("gateway-1", CheckOutEvents.Refused, """{"reason":"no seal","refused_by":"bo"}""", Other);
        await OthersAsync(7);
        return Other;
    }

    /// <summary>How the depot's things are named in EPCIS events.</summary>
    public static Gs1Names Names { get; } = new(
        "9521321", null, new Dictionary<string, string> { [Depot] = "9521321000018" }, "https://oms.example");

    /// <summary>A visit whose records are as a gateway writes them, so that they have EPCIS events.</summary>
    public async Task<string> ToldVisitAsync(string checkOut)
    {
        // No two visits have a body in common.
        var (at, own) = (Instant.FromUtc(2026, 11, 21, 18, 0), checkOut[^1]);
        CheckOutEvent[] told =
        [
            new CheckOutEvent.Arrived(Depot, $"truck-{own}", "driver-1", "R-7", null, 12_345, at),
            new CheckOutEvent.VehicleInspected(InspectionOutcome.NoDefect, [], $"driver-{own}"),
            new CheckOutEvent.WeightRecorded("gross", 10_000, 12_000, $"scale-{own}"),
            new CheckOutEvent.KeysReturned($"K-{own}", "bo"),
            new CheckOutEvent.Completed($"depot:{Depot}-{own}"),
        ];
        foreach (var (index, one) in told.Index())
        {
            await AppendAsync(
                index == 1 ? "gateway-2" : "gateway-1",
                CheckOutEvents.NameOf(one),
                Encoding.UTF8.GetString(CanonicalJson.Canonicalize(CheckOutEvents.Write(one))),
                checkOut);
        }

        await OthersAsync(4);
        return checkOut;
    }

    /// <summary>The parts of a file of version 3.</summary>
    public async Task<EvidenceParts> ToldAsync(string checkOut, params IReadOnlyList<INoteSigner> witnesses) =>
        await WitnessedAsync(checkOut, witnesses) with { EpcisNames = Names };

    public void Dispose() => _owned.ForEach(key => key.Dispose());

    public DeviceKey New()
    {
        _owned.Add(DeviceKey.Create());
        return _owned[^1];
    }

    public async Task EnrolAsync(string device)
    {
        var key = New();
        _keys[device] = key;
        Certificates.Add(Certificate(device, key, Log.Size, Root));
        var incarnation = Guid.Parse($"01890a5d-ac96-774b-bcce-b302099a80{_keys.Count:00}");
        var identity = new DeviceIdentity(Depot, device, incarnation);
        var start = new LeafChain(identity, ChainHead.Empty).Append(
            Draft("", DeviceIncarnation.Kind, "{}") with
            {
                Body = new DeviceIncarnation(identity.Incarnation, 0, BootId, key.PublicKey.Spki.ToArray()).ToBody(),
            },
            ChainHead.Empty,
            key);
        _chains[device] = start.Next;
        _ = await Log.AppendAsync([LogEntry.Encode(start.Record)]);
    }

    public static DepotKeyCertificate Certificate(string device, DeviceKey key, long from, DeviceKey root) =>
        DepotKeyCertificate.Issue(
            new DepotKeyStatement(
                Depot, device, key.PublicKey.Spki.ToArray(), from, Instant.FromUtc(2026, 11, 21, 18, 0)),
            root);

    /// <param name="change">Another draft than the usual one; null for none.</param>
    public async Task AppendAsync(
        string device,
        string kind,
        string body,
        string checkOut = CheckOut,
        Func<LeafDraft, LeafDraft>? change = null)
    {
        var draft = Draft(checkOut, kind, body);
        var appended = _chains[device].Append(
            change?.Invoke(draft) ?? draft, _custodies.GetValueOrDefault(checkOut), _keys[device]);
        (_chains[device], _custodies[checkOut]) = (appended.Next, appended.Custody);
        RecordsOf(checkOut).Add((appended.Record, Log.Size));
        _ = await Log.AppendAsync([LogEntry.Encode(appended.Record)]);
    }

    public async Task OthersAsync(int count) =>
        _ = await Log.AppendAsync([.. Enumerable.Range(0, count).Select(i =>
            (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"another depot's entry {i}"))]);

    public Task<EvidenceParts> PartsAsync(params IReadOnlyList<INoteSigner> witnesses) =>
        PartsOfAsync(CheckOut, witnesses);

    /// <summary>The same with the witnesses named, as a file of version 2 has them.</summary>
    public async Task<EvidenceParts> WitnessedAsync(string checkOut, params IReadOnlyList<INoteSigner> witnesses)
    {
        INoteSigner[] ordered = [.. witnesses.OrderBy(one => one.Verifier.ToVkey(), StringComparer.Ordinal)];
        return await PartsOfAsync(checkOut, ordered) with
        {
            Witnesses = [.. ordered.Select(one => one.Verifier.ToVkey())],
        };
    }

    public async Task<EvidenceParts> PartsOfAsync(string checkOut, IReadOnlyList<INoteSigner> witnesses)
    {
        var (records, proofs) = (RecordsOf(checkOut), new List<RecordProof>());
        foreach (var (_, index) in records)
        {
            proofs.Add(new RecordProof(
                index, Log.Size, await Log.ProveInclusionAsync(index, Log.Size, CancellationToken.None)));
        }

        var checkpoint = new Checkpoint("oms.example/log", Log.Size, Log.Root).ToText();
        return new EvidenceParts(
            [.. records.Select(record => record.Record)],
            proofs,
            Certificates,
            SignedNote.Sign(checkpoint, [LogSigner, .. witnesses]).ToString(),
            Root.PublicKey.Spki.ToArray(),
            LogSigner.Verifier.ToVkey());
    }

    private List<(SignedRecord Record, long LogIndex)> RecordsOf(string checkOut)
    {
        if (!_records.TryGetValue(checkOut, out var records))
        {
            _records[checkOut] = records = [];
        }

        return records;
    }

    public DeviceKey Key(string device) => _keys[device];

    public void UseKey(string device, DeviceKey key) => _keys[device] = key;

    private static LeafDraft Draft(string custody, string kind, string body) => new()
    {
        CustodyId = custody,
        Kind = kind,
        EventVersion = 1,
        Wall = Instant.FromUtc(2026, 11, 21, 18, 5),
        ClockQuality = ClockQuality.Ntp,
        MonoNanoseconds = 1_000_000,
        BootId = BootId,
        Actor = "user:anna",
        Body = Encoding.UTF8.GetBytes(body),
    };
}
