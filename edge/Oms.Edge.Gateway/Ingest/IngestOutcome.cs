using Oms.Edge.Messages;

namespace Oms.Edge.Gateway.Ingest;

/// <summary>What became of a device's message. In every case it may be acknowledged: its effect is on the
/// device.</summary>
internal enum IngestResult
{
    /// <summary>It had its effect, now or before.</summary>
    Accepted,

    /// <summary>It is a dead letter.</summary>
    DeadLetter,

    /// <summary>Its device is not known; it is set aside.</summary>
    Quarantined,
}

/// <param name="Fault">Why it is a dead letter; null otherwise.</param>
internal readonly record struct IngestOutcome(IngestResult Result, MessageFault? Fault);
