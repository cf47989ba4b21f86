namespace Oms.Edge.Gateway.Telemetry;

/// <param name="SegmentBytes">A segment file is closed once it is this long.</param>
/// <param name="RawBytesMax">Raw readings that are not sealed yet; above it readings wait.</param>
/// <param name="FrameBytesMax">Sealed frames; above it the oldest segment goes, its windows' figures stay.</param>
/// <param name="FreeBytesMin">Below this much free space readings wait: the rest is kept for custody records.</param>
/// <param name="Linger">How long the first reading waits for company before a flush.</param>
internal sealed record TelemetryStoreOptions(
    int SegmentBytes, long RawBytesMax, long FrameBytesMax, long FreeBytesMin, TimeSpan Linger);
