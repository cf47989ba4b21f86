using Oms.Edge.Fleet.Http;

namespace Oms.Edge.Fleet.Gateways;

/// <summary>The local API of one depot's gateway.</summary>
/// <threadsafety>Any number of callers at once.</threadsafety>
public sealed class GatewayClient(string depot, PatientClient http) : IDisposable
{
    public string Depot { get; } = depot;

    public PatientClient Http { get; } = http;

    public void Dispose() => Http.Dispose();
}
