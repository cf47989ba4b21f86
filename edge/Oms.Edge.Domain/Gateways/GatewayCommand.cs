using NodaTime;

namespace Oms.Edge.Gateways;

public abstract record GatewayCommand
{
    private GatewayCommand()
    {
    }

    /// <summary>Begins a journal; its first record.</summary>
    /// <param name="PublicKey">The key that signs it, SubjectPublicKeyInfo in base64.</param>
    public sealed record Begin(string Incarnation, long LastKnownSeq, string BootId, string PublicKey) : GatewayCommand;

    /// <summary>Binds this boot's monotonic clock to wall time, when the clock's quality changed.</summary>
    public sealed record BindClock(string BootId, string MonoNanoseconds, Instant Wall,
        string Quality) : GatewayCommand;

    /// <summary>Telemetry frames were dropped for want of space; their windows' figures stand in the log.</summary>
    public sealed record DropFrames(string Device, long FromWindow, long ToWindow, long Bytes, string Reason)
        : GatewayCommand;

    public sealed record DropDeadLetters(long FromNumber, long ToNumber, long Count) : GatewayCommand;
}
