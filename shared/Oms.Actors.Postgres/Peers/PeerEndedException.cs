using System.Text;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Why a stream was refused or ended.</summary>
public enum PeerEnd
{
    /// <summary>It did not prove that it belongs to the cluster.</summary>
    Unauthenticated,

    /// <summary>No version of the protocol is spoken by both.</summary>
    NoCommonVersion,

    /// <summary>Another incarnation answers at the address.</summary>
    AnotherNode,

    /// <summary>Bytes that are no frame of the protocol.</summary>
    Malformed,

    /// <summary>Too many streams.</summary>
    Busy,

    /// <summary>The other node stops.</summary>
    Stopping,

    /// <summary>The other side ended it.</summary>
    Gone,
}

/// <summary>A stream was refused or ended for a reason.</summary>
public sealed class PeerEndedException : Exception
{
    private const int TextMax = 200;

    internal PeerEndedException(PeerEnd reason, string text)
        : base(text) => Reason = reason;

    /// <summary>Why.</summary>
    public PeerEnd Reason { get; }

    internal static PeerEndedException Malformed(string text) => new(PeerEnd.Malformed, text);

    /// <summary>What a node said, as far as it may be believed and logged: short, of printable ASCII.</summary>
    internal static PeerEndedException Said(PeerEnd reason, string? text)
    {
        var clean = new StringBuilder();
        foreach (var character in (text ?? "").AsSpan()[..Math.Min(TextMax, text?.Length ?? 0)])
        {
            clean.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return new PeerEndedException(reason, $"It said: {clean}");
    }

    /// <summary>The name in frames and measurements.</summary>
    internal static string NameOf(PeerEnd reason) => reason switch
    {
        PeerEnd.Unauthenticated => "unauthenticated",
        PeerEnd.NoCommonVersion => "no_common_version",
        PeerEnd.AnotherNode => "another_node",
        PeerEnd.Malformed => "malformed",
        PeerEnd.Busy => "busy",
        PeerEnd.Stopping => "stopping",
        _ => "gone",
    };

    internal static PeerEnd Named(string? name) =>
        Enum.GetValues<PeerEnd>().Where(reason => NameOf(reason) == name).DefaultIfEmpty(PeerEnd.Gone).First();
}
