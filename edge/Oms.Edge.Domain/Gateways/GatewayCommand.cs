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

    /// <summary>Names the key that signs what follows; the members are those of a
    /// <see cref="Custody.DeviceKeyChange"/>, keys and proof in base64.</summary>
    public sealed record ChangeKey(string Incarnation, string FormerKey, string NextKey, string Proof) : GatewayCommand;

    /// <summary>The transparency log showed a checkpoint that does not follow the last one that was cosigned.</summary>
    /// <param name="Finding"><c>fork</c> where that is proven, <c>unproven</c> where the log proves nothing,
    /// <c>went-back</c> where it has fewer entries.</param>
    /// <param name="EarlierSize">The entries of the checkpoint that was cosigned.</param>
    /// <param name="LaterSize">The entries of the one that was shown now.</param>
    /// <param name="Fraud">The id of the fraud proof; null without one.</param>
    public sealed record RefuseCheckpoint(string Finding, long EarlierSize, long LaterSize, string? Fraud)
        : GatewayCommand;
}
