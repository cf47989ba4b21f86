using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Devices;
using Oms.Edge.Fleet.Gateways;
using Oms.Edge.Fleet.Http;
using Oms.Edge.Fleet.Playing;
using Oms.Edge.Fleet.Scenarios;

namespace Oms.Edge.Fleet.Tests.Playing;

/// <summary>The way to a system on paper; it loses requests and answers, and says messages twice, as its seed has
/// it.</summary>
internal sealed class PaperNetwork(PaperSystem system, SplitMix random, int faultsPercent)
{
    private static readonly Patience Quick = new(
        TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4), TimeSpan.FromSeconds(10));

    private readonly Lock _gate = new();

    private int _changes;

    public int Faults { get; private set; }

    /// <summary>Told after each request that changed something, with how many there were.</summary>
    public Action<int> Changed { get; set; } = static _ => { };

    public FleetWorld World(Scenario scenario, TimeProvider clock) => new(
        new CentreClient(Client("centre")),
        scenario.Depots.ToDictionary(depot => depot.Id, depot => new GatewayClient(depot.Id, Client(depot.Id))),
        device => new Link(this, device),
        clock,
        TimeProvider.System,
        new PlayBoard());

    private PatientClient Client(string server) =>
        new(new Server(this, server), () => new Uri($"http://{server}/"), () => null, Quick, TimeProvider.System);

    private bool Fails()
    {
        lock (_gate)
        {
            var fails = random.Between(0, 99) < faultsPercent;
            Faults += fails ? 1 : 0;
            return fails;
        }
    }

    private sealed class Server(PaperNetwork network, string name) : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, (string Body, int Status, string Answer)> _answered = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (network.Fails())
            {
                throw new HttpRequestException("The request is lost.");
            }

            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var (status, answer) = Answer(request, body);
            if (request.Method != HttpMethod.Get)
            {
                network.Changed(Interlocked.Increment(ref network._changes));
            }

            return network.Fails()
                ? throw new HttpRequestException("The answer is lost.")
                : new HttpResponseMessage((HttpStatusCode)status)
                {
                    Content = new StringContent(
                        answer, Encoding.UTF8, status < 300 ? "application/json" : "application/problem+json"),
                };
        }

        private (int Status, string Answer) Answer(HttpRequestMessage request, string body)
        {
            lock (_gate)
            {
                var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null;
                if (key is null && request.Method != HttpMethod.Get)
                {
                    return (400, """{"type":"urn:oms:problem:idempotency-key-missing"}""");
                }

                if (key is not null && _answered.TryGetValue(key, out var known))
                {
                    return known.Body == body
                        ? (known.Status, known.Answer)
                        : (422, """{"type":"urn:oms:problem:idempotency-key-reused"}""");
                }

                var isJson = request.Content?.Headers.ContentType?.MediaType == "application/json";
                var (status, answer) = network.Ask(
                    name, request.Method.Method, request.RequestUri!.PathAndQuery,
                        isJson ? JsonNode.Parse(body) : null);
                if (key is not null)
                {
                    _answered[key] = (body, status, answer);
                }

                return (status, answer);
            }
        }
    }

    private (int Status, string Answer) Ask(string server, string method, string path, JsonNode? body)
    {
        var (status, answer) = system.Ask(server, method, path, body);
        return (status, answer.ToJsonString());
    }

    private sealed class Link(PaperNetwork network, DeviceIdentity device) : IDeviceLink
    {
        public Task PublishAsync(string message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            do
            {
                network.Hear(device, JsonNode.Parse(payload.Span)!);
            }
            while (network.Fails());
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private void Hear(DeviceIdentity device, JsonNode message) =>
        system.Hear(device.Depot, device.Kind, device.Id, message);
}
