namespace Oms.Faults.Tests.Durability;

/// <summary>One system call of a traced process, with the lines of the trace on which it began and returned.</summary>
/// <param name="Name">Such as <c>fdatasync</c> or <c>sendmsg</c>.</param>
/// <param name="Target">What the descriptor stands for: a path, or a socket as <c>TCP:[local->peer]</c>.</param>
/// <param name="Data">The bytes that went over it; empty for a call that moves none.</param>
/// <param name="Began">The line on which it began: nothing it does happened before.</param>
/// <param name="Returned">The line on which it had returned: all it does had happened by then.</param>
/// <param name="Succeeded">Whether it returned zero or more.</param>
public sealed record SystemCall(
    string Name, string Target, ReadOnlyMemory<byte> Data, int Began, int Returned, bool Succeeded)
{
    public bool IsSync => Name is "fsync" or "fdatasync" && Succeeded;

    public bool IsReceive => Name is "recvmsg" or "recvfrom" or "read" or "readv" && IsSocket;

    public bool IsSend => Name is "sendmsg" or "sendto" or "write" or "writev" && IsSocket;

    public bool IsSocket => Target.StartsWith("TCP", StringComparison.Ordinal);
}
