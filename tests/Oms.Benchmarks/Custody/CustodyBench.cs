using System.Globalization;
using System.Text;
using NodaTime;
using Oms.Custody;
using Oms.Custody.CheckOuts;

namespace Oms.Benchmarks.Custody;

/// <summary>One gateway that writes one long check-out: scans, as they come from a dock.</summary>
internal sealed class CustodyBench : IDisposable
{
    private const string CheckOut = "CO-2026-000123";
    private static readonly Guid BootId = new(1, 2, 3, new byte[8]);
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 21, 6, 0);

    private LeafChain _chain = new(new DeviceIdentity("depot-7", "gateway-1", Guid.Empty), ChainHead.Empty);
    private ChainHead _custody = ChainHead.Empty;

    public CustodyBench()
    {
        var started = _chain.Append(
            Draft("", DeviceIncarnation.Kind, 0) with
            {
                Body = new DeviceIncarnation(Guid.Empty, 0, BootId, Key.PublicKey.Spki.ToArray()).ToBody(),
            },
            ChainHead.Empty,
            Key);
        _chain = started.Next;
        Begin = started.Record;
    }

    public DeviceKey Key { get; } = DeviceKey.Create();

    /// <summary>The first record of the chain.</summary>
    public SignedRecord Begin { get; }

    /// <summary>Signs the next record of the check-out.</summary>
    public SignedRecord Next(int index, bool isLast = false)
    {
        var appended = _chain.Append(
            Draft(CheckOut, isLast ? CheckOutEvents.Completed : CheckOutEvents.CargoScanned, index), _custody, Key);
        (_chain, _custody) = (appended.Next, appended.Custody);
        return appended.Record;
    }

    public void Dispose() => Key.Dispose();

    private static LeafDraft Draft(string custody, string kind, int index) => new()
    {
        CustodyId = custody,
        Kind = kind,
        EventVersion = 1,
        Wall = Start + Duration.FromSeconds(index),
        ClockQuality = ClockQuality.Ntp,
        MonoNanoseconds = 1_000_000_000L * index,
        BootId = BootId,
        Actor = "device:scanner-3",
        CommandId = new Guid(index, 0, 0, new byte[8]),
        Body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
            {"at":"2026-11-21T06:00:00Z","code":"(01)09506000134352(10)L{{index}}","device":"scanner-3",
            "lot":"L{{index}}","quantity":1,"sku":"MILK-1L"}
            """)),
    };
}
