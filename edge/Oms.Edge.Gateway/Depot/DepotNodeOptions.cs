using NodaTime;
using Oms.Custody.Checklists;
using Oms.Custody.Temperature;
using Oms.Edge.Devices;
using Oms.Edge.Gateway.Kiosk;
using Oms.Edge.Gateway.Telemetry;
using Oms.Edge.Mapping;
using Oms.Edge.People;
using Oms.Edge.Reefers;

namespace Oms.Edge.Gateway.Depot;

/// <summary>What a depot is: everything that a simulation sets too.</summary>
/// <param name="Depot">The depot's id.</param>
/// <param name="Device">The gateway's id.</param>
/// <param name="Incarnation">For a new journal; an old one keeps its own.</param>
internal sealed record DepotNodeOptions(string Depot, string Device, Guid Incarnation)
{
    public DeviceRegistry Devices { get; init; } = DeviceRegistry.Empty;

    /// <summary>Who may sign in at the kiosk.</summary>
    public PeopleRegistry People { get; init; } = PeopleRegistry.Empty;

    /// <summary>Badge readers that sign in rather than off.</summary>
    public SignInReaders Readers { get; init; } = SignInReaders.None;

    /// <summary>The depot's own checklists.</summary>
    public ChecklistSet Checklists { get; init; } = ChecklistSet.Empty;

    /// <summary>The time zone of the home terminal of drivers of whom the people file says nothing else; null where it
    /// is not known.</summary>
    public DateTimeZone? HomeTerminal { get; init; }

    public TopicMap Mapping { get; init; } = TopicMap.Empty;

    public ReeferSettings Reefers { get; init; } = new();

    public TemperatureThresholds Temperature { get; init; } = new();

    public TelemetryStoreOptions Telemetry { get; init; } = new(
        SegmentBytes: 8 << 20, RawBytesMax: 64L << 20, FrameBytesMax: 1L << 30, FreeBytesMin: 64L << 20,
        Linger: TimeSpan.FromMilliseconds(20));

    public long DeadLetterBytesMax { get; init; } = 16L << 20;

    public long QuarantineBytesMax { get; init; } = 16L << 20;

    public string? EnrolmentCode { get; init; }

    public TimeSpan ManifestPoll { get; init; } = TimeSpan.FromSeconds(5);
}
