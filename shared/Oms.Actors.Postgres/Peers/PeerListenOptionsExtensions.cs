using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Oms.Actors.Postgres.Peers;

/// <summary>Sets up the port on which a node's peers reach it.</summary>
public static class PeerListenOptionsExtensions
{
    /// <summary>Makes it a port for peers: HTTP/2 only, mutual TLS where the options have certificates.</summary>
    /// <remarks>The pings that find a lost peer are a setting of the whole server.</remarks>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ListenOptions UsePeers(this ListenOptions listen, PeerOptions options)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var http2 = listen.KestrelServerOptions.Limits.Http2;
        (http2.KeepAlivePingDelay, http2.KeepAlivePingTimeout) = (options.Ping.ToTimeSpan(), options.Ping.ToTimeSpan());
        listen.Protocols = HttpProtocols.Http2;
        if (options.Trust.Certificates is { } certificates)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(certificates.ForServer()),
                HandshakeTimeout = options.HandshakeWait.ToTimeSpan(),
            });
        }

        listen.Use(next => connection =>
        {
            connection.Features.Set(PeerPort.Mark);
            return next(connection);
        });
        return listen;
    }
}

/// <summary>Marks a connection that came in by a port for peers, so that no other port can lead to the endpoint:
/// there the caller's certificate would not have been asked for.</summary>
internal sealed class PeerPort
{
    public static PeerPort Mark { get; } = new();
}
