using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Oms.Edge.Fleet.Launching;
using Oms.Testing;
using Xunit;

namespace Oms.Faults.Tests.Servers;

/// <summary>One server as a process of its own, and the way to its API.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>Longer than anything here takes, so that only what never comes runs into it.</summary>
    public static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly string _keyFile;
    private readonly HttpClient _http;

    private Server(ServerProcess process, Uri url, string keyFile)
    {
        (Process, Url, _keyFile) = (process, url, keyFile);
        _http = new HttpClient { BaseAddress = url, Timeout = HangGuard };
    }

    public ServerProcess Process { get; }

    public Uri Url { get; }

    /// <summary>Where its API key is.</summary>
    public string KeyFile => _keyFile;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A centre over a data directory.</summary>
    /// <param name="log">Where its output goes: not to the disk that is tried.</param>
    /// <param name="options">Further options, as environment variables without their prefix.</param>
    public static Server Centre(string data, string log, params IEnumerable<(string Name, string Value)> options)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/"));
        var environment = new Dictionary<string, string>
        {
            ["OMS__Http__Url"] = url.AbsoluteUri.TrimEnd('/'),
            ["OMS__Data__Directory"] = data,
        };
        foreach (var (name, value) in options)
        {
            environment[$"OMS__{name}"] = value;
        }

        return new Server(
            new ServerProcess(
                "centre", Built.Centre, [], environment, new Uri(url, "health/ready"), log, TimeProvider.System),
            url,
            Path.Combine(data, "admin.key"));
    }

    /// <summary>A gateway over a data directory.</summary>
    /// <param name="mqtt">Where its devices connect.</param>
    /// <param name="log">Where its output goes: not to the disk that is tried.</param>
    /// <param name="options">Further options, as environment variables without their prefix.</param>
    public static Server Gateway(
        string data, IPEndPoint mqtt, string log, params IEnumerable<(string Name, string Value)> options)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/"));
        var environment = new Dictionary<string, string>
        {
            ["OMS__Depot"] = "lyon",
            ["OMS__Device"] = "gw-1",
            ["OMS__Data"] = data,
            ["OMS__Api__Listen"] = url.Authority,
            ["OMS__Mqtt__Listen"] = $"{mqtt}",
        };
        foreach (var (name, value) in options)
        {
            environment[$"OMS__{name}"] = value;
        }

        return new Server(
            new ServerProcess(
                "gateway", Built.Gateway, [], environment, new Uri(url, "health/ready"), log, TimeProvider.System),
            url,
            Path.Combine(data, "api.key"));
    }

    /// <summary>An address that nobody listens on.</summary>
    public static IPEndPoint FreeEndPoint() => new(IPAddress.Loopback, LoopbackPort.Free());

    public async Task StartAsync()
    {
        Process.Start();
        await Process.WaitReadyAsync(Cancelled);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(_keyFile, Cancelled)).Trim());
    }

    /// <summary>Sends a body under a key.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await _http.SendAsync(request, Cancelled);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    public Task<Answer> PostAsync(string path, string body, string key) =>
        SendAsync(HttpMethod.Post, path, body, key);

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    /// <summary>Reads until something holds.</summary>
    public async Task<Answer> UntilAsync(string path, Func<Answer, bool> holds)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        guard.CancelAfter(HangGuard);
        while (true)
        {
            var answer = await GetAsync(path);
            if (holds(answer))
            {
                return answer;
            }

            Assert.False(guard.IsCancellationRequested, $"{path} never came to be as wanted: {answer.Text}");
            await Task.Delay(AskAgain, TimeProvider.System, Cancelled);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }
}

/// <summary>What a server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    public bool Succeeded => (int)Status is >= 200 and < 300;
}
