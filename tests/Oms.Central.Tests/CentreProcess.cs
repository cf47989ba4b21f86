using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Oms.Central.Tests;

/// <summary>A centre over SQLite in a process of its own, which can be killed.</summary>
internal sealed partial class CentreProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    private readonly string _directory;
    private readonly ProcessStartInfo _start;
    private Process? _process;
    private HttpClient _client = new();

    private CentreProcess(string directory, ProcessStartInfo start) => (_directory, _start) = (directory, start);

    public Uri Address => _client.BaseAddress!;

    /// <summary>The administrator's key, as a request carries it.</summary>
    public AuthenticationHeaderValue Key => _client.DefaultRequestHeaders.Authorization!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it over a data directory, and waits until it serves.</summary>
    /// <param name="directory">It is deleted at the end.</param>
    /// <param name="options">Such as <c>Clock__Scale</c>, or <c>DOTNET_GCHeapHardLimit</c> of its runtime.</param>
    public static async Task<CentreProcess> StartAsync(
        string directory, params IEnumerable<(string Name, string Value)> options)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "oms-central"))
        {
            RedirectStandardOutput = true,
            Environment = { ["OMS__Http__Url"] = "http://127.0.0.1:0", ["OMS__Data__Directory"] = directory },
        };
        foreach (var (name, value) in options)
        {
            start.Environment[name.StartsWith("DOTNET_", StringComparison.Ordinal) ? name : $"OMS__{name}"] = value;
        }

        var centre = new CentreProcess(directory, start);
        await centre.RestartAsync();
        return centre;
    }

    /// <summary>Starts it again after it was killed, and waits until it serves.</summary>
    public async Task RestartAsync()
    {
        _process = Process.Start(_start)!;
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync(Cancelled)
                ?? throw new InvalidOperationException("The centre ended before it served.");
            if (line.Contains("Serves at", StringComparison.Ordinal))
            {
                var key = await File.ReadAllTextAsync(Path.Combine(_directory, "admin.key"), Cancelled);
                _client = new HttpClient { BaseAddress = new Uri(Listening().Match(line).Value) };
                _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
                _ = _process.StandardOutput.ReadToEndAsync(Cancelled);
                return;
            }
        }
    }

    /// <summary>SIGKILL: nothing is written any more.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _client.Dispose();
        _process = null;
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string json, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(
                json, Encoding.UTF8, path.StartsWith("/imports", StringComparison.Ordinal)
                    || path.StartsWith("/payments/reconciliations?", StringComparison.Ordinal)
                    ? "application/x-ndjson" : "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        _ = request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await _client.SendAsync(request, Cancelled);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled)));
    }

    /// <summary>Sends rows, all but the last one, and then waits: the request never ends by itself.</summary>
    public async Task SendSlowlyAsync(string path, string rows, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new UnendingContent(rows) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.Add("Idempotency-Key", key);
        using var response = await _client.SendAsync(request, cancellationToken);
    }

    private sealed class UnendingContent(string rows) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, Cancelled);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(rows[..rows.LastIndexOf('{')]), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    public async Task<string> ReadAsync(string path) =>
        await _client.GetStringAsync(new Uri(path, UriKind.Relative), Cancelled);

    /// <summary>Reads until what is read is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var read = JsonElement.Parse(Encoding.UTF8.GetBytes(await ReadAsync(path)));
            if (wanted(read))
            {
                return read;
            }

            Assert.False(patience.IsCancellationRequested, $"{path} never came to be as wanted: {read}");
            await Task.Delay(AskAgain, TimeProvider.System, Cancelled);
        }
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Listening();
}
