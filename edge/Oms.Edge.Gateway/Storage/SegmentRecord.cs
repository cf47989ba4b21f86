namespace Oms.Edge.Gateway.Storage;

/// <summary>A record of a segment log.</summary>
/// <param name="Type">What its payload is; the log's owner says.</param>
/// <param name="Position">Where the next record begins: what a reader that is done with this one asks for.</param>
internal readonly record struct SegmentRecord(byte Type, ReadOnlyMemory<byte> Payload, long Position);
