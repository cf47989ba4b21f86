using System.Buffers;
using Oms.Actors.Tests.Ledger;

namespace Oms.Actors.Tests.Simulation;

/// <summary>How the next build stores accounts' events: a deposit in a newer version, once every node understands
/// it.</summary>
internal sealed class NextAccountEvents : IEventCodec<AccountEvent>
{
    /// <summary>The version that the next build says it understands.</summary>
    public const int Format = 2;

    private const string Newer = "account.deposited";

    private readonly int _written;

    private NextAccountEvents(int written) => _written = written;

    public static NextAccountEvents Instance { get; } = new(Format);

    private static NextAccountEvents Older { get; } = new(1);

    public IEventCodec<AccountEvent> Writing(int format) => format >= Format ? Instance : Older;

    public EventName NameOf(AccountEvent happened) =>
        AccountKind.Events.NameOf(happened) is { Type: Newer } name
            ? name with { Version = _written }
            : AccountKind.Events.NameOf(happened);

    public void Write(AccountEvent happened, IBufferWriter<byte> output) =>
        AccountKind.Events.Write(happened, output);

    public AccountEvent Read(EventName name, ReadOnlyMemory<byte> payload) =>
        AccountKind.Events.Read(name.Type == Newer ? name with { Version = 1 } : name, payload);
}
