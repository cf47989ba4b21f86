using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Oms.Benchmarks.Mqtt;

namespace Oms.Benchmarks.Cluster;

/// <summary>A node of the centre on free ports, over a PostgreSQL database or SQLite; killed at the end by its
/// id.</summary>
internal sealed class CentreProcess : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly HttpClient _http;
    private long _posted;

    private CentreProcess(Process process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="folder">Where its data goes.</param>
    /// <param name="database">PostgreSQL's connection string; null for SQLite.</param>
    /// <param name="more">Other options, such as <c>Payments__Provider__Url</c>.</param>
    public static async Task<CentreProcess> StartAsync(
        string folder, string? database, IReadOnlyDictionary<string, string>? more = null)
    {
        var built = AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Oms.Benchmarks"), Path.Combine("central", "Oms.Central"), StringComparison.Ordinal);
        var secret = Path.Combine(folder, "secret");
        if (!File.Exists(secret))
        {
            await File.WriteAllTextAsync(secret, new string('s', 64));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var http = new HttpClient { BaseAddress = new Uri($"http://{Ports.Free()}") };
        var start = new ProcessStartInfo(Path.Combine(built, "oms-central")) { RedirectStandardOutput = true };
        var options = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["Data__Directory"] = Path.Combine(folder, "data"),
            ["Http__Url"] = http.BaseAddress.OriginalString,
            ["Logging__Level"] = "Error",
        };
        if (database is not null)
        {
            options["Journal__Kind"] = "postgres";
            options["Journal__ConnectionString"] = database;
            options["Cluster__Name"] = "a";
            options["Cluster__Address"] = $"{Ports.Free()}";
            options["Cluster__SecretFile"] = secret;
        }

        foreach (var (key, value) in options)
        {
            start.Environment[$"OMS__{key}"] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("oms-central did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var centre = new CentreProcess(process, http);
        try
        {
            await centre.UntilAsync("/health/ready", _ => true);
            var key = await File.ReadAllTextAsync(Path.Combine(folder, "data", "admin.key"));
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
            return centre;
        }
        catch
        {
            await centre.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every read model and process has done all that is in the journal.</summary>
    public Task CaughtUpAsync() => UntilAsync("/ops/projections", text =>
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("items").EnumerateArray()
            .All(item => item.GetProperty("behind").GetInt64() == 0);
    });

    /// <exception cref="HttpRequestException">It is not answered with success.</exception>
    public async Task GetAsync(string path) => _ = await _http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Reads until what is read is as wanted.</summary>
    /// <param name="pause">Between two reads; null for a while that is long for a start.</param>
    public Task ReadUntilAsync(string path, Func<string, bool> wanted, TimeSpan? pause = null) =>
        UntilAsync(path, wanted, pause);

    /// <summary>POSTs JSON under a key of its own.</summary>
    /// <exception cref="HttpRequestException">It is not answered with success.</exception>
    public async Task<string> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"{Interlocked.Increment(ref _posted)}");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return await SendAsync(request);
    }

    /// <exception cref="HttpRequestException">It is not answered with success.</exception>
    public async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new HttpRequestException($"{answer.StatusCode}: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task UntilAsync(string path, Func<string, bool> wanted, TimeSpan? pause = null)
    {
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
                if (answer.IsSuccessStatusCode && wanted(await answer.Content.ReadAsStringAsync()))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(pause ?? LookAgain, TimeProvider.System);
        }

        throw new InvalidOperationException("oms-central ended before it was ready.");
    }
}
