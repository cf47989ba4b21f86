using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Oms.Benchmarks.Mqtt;

namespace Oms.Benchmarks.Cluster;

/// <summary>A node of the centre on free ports, alone over SQLite or with others over a PostgreSQL database; killed at
/// the end by its id.</summary>
internal sealed class CentreProcess : IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoOptions = [];
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly HttpClient _http;
    private long _posted;

    private CentreProcess(Process process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Where it listens.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>The administrator's key, which every node of its cluster knows.</summary>
    public AuthenticationHeaderValue Key => _http.DefaultRequestHeaders.Authorization!;

    /// <summary>Its process, to be looked at.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts one alone, over SQLite, and waits until it serves.</summary>
    /// <param name="folder">Where its data goes.</param>
    public static Task<CentreProcess> StartAloneAsync(string folder) => StartAsync(folder, []);

    /// <summary>Starts one alone, or the only one of a cluster, and waits until it serves.</summary>
    /// <param name="database">PostgreSQL's connection string; null for SQLite.</param>
    /// <param name="more">Other options, such as <c>Payments__Provider__Url</c>.</param>
    public static Task<CentreProcess> StartWithAsync(
        string folder, string? database, IReadOnlyDictionary<string, string> more) =>
        database is null
            ? StartAsync(folder, new Dictionary<string, string>(more))
            : StartAsync(folder, database, more: more);

    /// <summary>Starts one of a cluster and waits until it serves.</summary>
    /// <param name="folder">Where its data goes, and what it shares with the others.</param>
    /// <param name="more">Other options.</param>
    public static async Task<CentreProcess> StartAsync(
        string folder, string database, string name = "a", IReadOnlyDictionary<string, string>? more = null)
    {
        var secret = Path.Combine(folder, "secret");
        if (!File.Exists(secret))
        {
            await File.WriteAllTextAsync(secret, new string('s', 64));
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return await StartAsync(Path.Combine(folder, name), new Dictionary<string, string>(more ?? NoOptions)
        {
            ["Keys__Directory"] = Path.Combine(folder, "keys"),
            ["Journal__Kind"] = "postgres",
            ["Journal__ConnectionString"] = database,
            ["Cluster__Name"] = name,
            ["Cluster__Address"] = $"{Ports.Free()}",
            ["Cluster__SecretFile"] = secret,
        });
    }

    private static async Task<CentreProcess> StartAsync(string folder, Dictionary<string, string> options)
    {
        var built = AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Oms.Benchmarks"), Path.Combine("central", "Oms.Central"), StringComparison.Ordinal);
        var http = new HttpClient { BaseAddress = new Uri($"http://{Ports.Free()}") };
        var start = new ProcessStartInfo(Path.Combine(built, "oms-central")) { RedirectStandardOutput = true };
        options["Data__Directory"] = Path.Combine(folder, "data");
        options["Http__Url"] = http.BaseAddress.OriginalString;
        options["Logging__Level"] = "Error";
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
    public async Task GetAsync(string path) => _ = await ReadAsync(path);

    /// <returns>The answer's body.</returns>
    /// <exception cref="HttpRequestException">It is not answered with success.</exception>
    public Task<string> ReadAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

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
