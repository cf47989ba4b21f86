namespace Oms.Edge.Gateway.Centre;

/// <param name="EnrolmentCode">One-time code for the first contact; null when the key is registered.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in base64.</param>
/// <param name="ManifestPoll">How often to ask for manifests.</param>
internal sealed record ForwarderOptions(
    string Depot, string Device, string Incarnation, string? EnrolmentCode, string PublicKey, TimeSpan ManifestPoll);
