namespace Oms.Edge.Gateway.Storage;

/// <summary>Bytes in a store that are not what was written.</summary>
internal sealed record SegmentFault(string File, long Offset, string What);
