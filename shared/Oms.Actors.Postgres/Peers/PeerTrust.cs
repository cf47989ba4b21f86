namespace Oms.Actors.Postgres.Peers;

/// <summary>By what the nodes of a cluster know each other: a shared secret, certificates, or both.</summary>
/// <remarks>
/// With a secret and no certificates a stream is authenticated at its start only: who can change packets between two
/// nodes can read and change what they say to each other. That is for a network that only the nodes use. With
/// certificates every byte is encrypted and authenticated.
/// </remarks>
/// <param name="Secret">Both sides prove that they know it before anything else is accepted; null for none.</param>
/// <param name="Certificates">Mutual TLS; null for cleartext.</param>
public sealed record PeerTrust(PeerSecret? Secret, PeerCertificates? Certificates)
{
    /// <summary>What is called the way of authentication in a hello; both sides must have the same.</summary>
    internal string Way => Secret is null ? "certificate" : "secret";

    internal string Scheme => Certificates is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
}

/// <summary>A file that nodes know each other by cannot be used; the message names it and the remedy.</summary>
public sealed class PeerTrustException(string message, Exception? cause = null) : Exception(message, cause);
