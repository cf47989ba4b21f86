using System.Net;
using Microsoft.Extensions.Logging;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Log messages of the streams between nodes: event ids 1100 to 1199. Commands and answers are not named.
/// </summary>
internal static partial class PeersLog
{
    [LoggerMessage(1100, LogLevel.Information, "Opened the stream to {Peer}, protocol version {Version}")]
    public static partial void Opened(this ILogger log, string peer, int version);

    [LoggerMessage(1101, LogLevel.Warning,
        "The stream to {Peer} broke with {InFlight} asks in flight; it is opened again at the next ask")]
    public static partial void Broke(this ILogger log, Exception failure, string peer, int inFlight);

    [LoggerMessage(1102, LogLevel.Warning,
        "Could not open the stream to {Peer} at {Address}, attempt {Attempt}; the next comes in {Pause} ms or later")]
    public static partial void NotOpened(
        this ILogger log, Exception failure, string peer, string address, int attempt, long pause);

    [LoggerMessage(1103, LogLevel.Information, "Closed the stream to {Peer}: {Reason}")]
    public static partial void Closed(this ILogger log, string peer, string reason);

    [LoggerMessage(1104, LogLevel.Error, "An ask to {Peer} cannot be sent as a frame of {BytesMax} bytes at most")]
    public static partial void AskUnsendable(this ILogger log, string peer, int bytesMax);

    [LoggerMessage(1105, LogLevel.Error, "An answer of {Peer} is not understood; the stream goes on")]
    public static partial void AnswerNotUnderstood(this ILogger log, Exception failure, string peer);

    [LoggerMessage(1110, LogLevel.Information, "Accepted the stream of {Peer}, protocol version {Version}")]
    public static partial void Accepted(this ILogger log, string peer, int version);

    [LoggerMessage(1111, LogLevel.Warning, "Refused a stream from {Remote}: {Reason}")]
    public static partial void Refused(this ILogger log, IPAddress? remote, string reason);

    [LoggerMessage(1112, LogLevel.Information, "The stream of {Peer} ended: {Reason}")]
    public static partial void Ended(this ILogger log, string peer, string reason);

    [LoggerMessage(1113, LogLevel.Error, "An ask of {Peer} is not understood; the stream goes on")]
    public static partial void AskNotUnderstood(this ILogger log, Exception? failure, string peer);

    [LoggerMessage(1114, LogLevel.Error, "An ask of {Peer} failed; it is answered with an unknown outcome")]
    public static partial void AskFailed(this ILogger log, Exception failure, string peer);

    [LoggerMessage(1115, LogLevel.Error, "An answer to {Peer} cannot be sent as a frame of {BytesMax} bytes at most")]
    public static partial void AnswerUnsendable(this ILogger log, string peer, int bytesMax);

    [LoggerMessage(1116, LogLevel.Warning, "Ended the stream of {Peer}, who broke the protocol: {Reason}")]
    public static partial void Malformed(this ILogger log, string peer, string reason);

    [LoggerMessage(1117, LogLevel.Error, "The stream of {Peer} failed; it alone is ended")]
    public static partial void Failed(this ILogger log, Exception failure, string peer);
}
