using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Oms.Central.Hosting;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>A real centre on a free port with a data directory of its own.</summary>
internal sealed class CentralServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly bool _ownsDirectory;
    private CentralHost _host;

    private readonly CentralOptions _options;

    private CentralServer(
        CentralHost host, string directory, bool ownsDirectory, ScaledClock? clock, CentralOptions options)
    {
        (_host, DataDirectory, _ownsDirectory, Clock, _options) = (host, directory, ownsDirectory, clock, options);
        Client = ClientOf(host, directory);
    }

    /// <summary>The clock of the next start; null for the machine's.</summary>
    public ScaledClock? Clock { get; set; }

    public string DataDirectory { get; }

    public HttpClient Client { get; private set; }

    public CentralNode Node => _host.Node;

    /// <summary>Everything that is mapped.</summary>
    public IEnumerable<Microsoft.AspNetCore.Routing.RouteEndpoint> Endpoints =>
        _host.Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>();

    /// <summary>Every method and path that is mapped.</summary>
    public IEnumerable<(string Method, string Path)> Routes =>
        from endpoint in Endpoints
        from method in endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods
            ?? []
        select (method.ToLowerInvariant(), endpoint.RoutePattern.RawText!);

    /// <param name="options">Others than the usual ones; listening address, directory and clock are put in.</param>
    public static async Task<CentralServer> StartAsync(
        string? directory = null, ScaledClock? clock = null, CentralOptions? options = null)
    {
        var data = directory ?? Directory.CreateTempSubdirectory("oms-central-").FullName;
        var given = options ?? new CentralOptions();
        return new CentralServer(await OpenAsync(data, clock, given), data, directory is null, clock, given);
    }

    /// <summary>Stops the process' parts and starts them again over the same data.</summary>
    /// <param name="without">A file of the data directory that is lost meanwhile.</param>
    /// <param name="meanwhile">What else happens while nothing runs.</param>
    public async Task RestartAsync(string? without = null, Action? meanwhile = null)
    {
        Client.Dispose();
        await _host.DisposeAsync();
        foreach (var lost in without is null ? [] : Directory.GetFiles(DataDirectory, $"{without}*"))
        {
            File.Delete(lost);
        }

        meanwhile?.Invoke();
        _host = await OpenAsync(DataDirectory, Clock, _options);
        Client = ClientOf(_host, DataDirectory);
    }

    public Task SettleAsync() => Node.WaitUntilIdleAsync(new CancellationTokenSource(Patience).Token);

    /// <summary>POSTs JSON with a key; a random one is as good as any other.</summary>
    public async Task<Reply> PostAsync(string path, string json, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        if (ifMatch is not null)
        {
            _ = request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await SendAsync(request);
    }

    public async Task<Reply> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Reply(response.StatusCode, body, response.Headers, response.Content.Headers);
    }

    /// <summary>Reads until what is read is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        using var hang = new CancellationTokenSource(Patience);
        while (true)
        {
            await SettleAsync();
            var read = await GetAsync(path);
            if (read.Status == HttpStatusCode.OK && wanted(read.Json))
            {
                return read.Json;
            }

            Assert.False(hang.IsCancellationRequested, $"{path} never came to be as wanted: {read.Text}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        if (_ownsDirectory)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private static async Task<CentralHost> OpenAsync(string directory, ScaledClock? clock, CentralOptions options)
    {
        var host = await CentralHost.CreateAsync(options with
        {
            Listen = "http://127.0.0.1:0",
            DataDirectory = directory,
            LogLevel = LogLevel.Error,
            Clock = clock,
        });
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    private static HttpClient ClientOf(CentralHost host, string directory)
    {
        var key = File.ReadAllText(Path.Combine(directory, "admin.key")).Trim();
        var client = new HttpClient { BaseAddress = host.Address, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}

internal sealed record Reply(
    HttpStatusCode Status, byte[] Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    public string? Code => ContentHeaders.ContentType?.MediaType == "application/problem+json"
        ? Json.GetProperty("code").GetString()
        : null;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.First() : null;
}
