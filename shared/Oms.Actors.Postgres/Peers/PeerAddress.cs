namespace Oms.Actors.Postgres.Peers;

/// <summary>Where a peer's stream is opened.</summary>
internal static class PeerAddress
{
    /// <param name="address">A host and a port, with or without the scheme.</param>
    /// <exception cref="UriFormatException">It is no such address, or of the other scheme.</exception>
    public static Uri StreamOf(string address, PeerTrust trust)
    {
        var full = address.Contains("://", StringComparison.Ordinal) ? address : $"{trust.Scheme}://{address}";
        return Uri.TryCreate(full, UriKind.Absolute, out var uri) && uri.Scheme == trust.Scheme && uri.Port > 0
            ? new Uri(uri, PeerEndpoint.Path)
            : throw new UriFormatException(
                $"'{address}' is no address of a peer; one is host:port or {trust.Scheme}://host:port.");
    }
}
