namespace Oms.Edge.Gateway.Telemetry;

/// <summary>A sealed frame in the store.</summary>
/// <param name="Position">Where its record begins.</param>
/// <param name="IsStored">Whether the centre has it durably.</param>
internal sealed record FrameEntry(string Device, long Window, string Sha256, long Position, int Bytes, bool IsStored);
