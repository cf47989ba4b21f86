using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Oms.Benchmarks.Mqtt;

/// <summary>A gateway on free ports that knows some reefers; killed at the end by its id.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>A supervisor's, at the kiosk.</summary>
    public const string Badge = "bench-badge";

    private readonly Process _process;
    private readonly IPEndPoint _kiosk;

    private GatewayProcess(Process process, IPEndPoint mqtt, IPEndPoint api, IPEndPoint kiosk)
    {
        (_process, Mqtt, _kiosk) = (process, mqtt, kiosk);
        Api = new HttpClient { BaseAddress = new Uri($"http://{api}") };
    }

    public IPEndPoint Mqtt { get; }

    /// <summary>The depot's own API, as another system there calls it.</summary>
    public HttpClient Api { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public long PeakResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <param name="folder">Where its data goes.</param>
    /// <param name="devices">Reefers <c>rf-0</c> and so on.</param>
    /// <param name="secret">The secret of each.</param>
    public static async Task<GatewayProcess> StartAsync(string folder, int devices, Func<int, string> secret)
    {
        var deviceFile = Path.Combine(folder, "devices.json");
        await File.WriteAllTextAsync(deviceFile, DeviceFile(devices, secret));
        var (mqtt, api, kiosk) = (Ports.Free(), Ports.Free(), Ports.Free());
        var built = AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Oms.Benchmarks"),
            Path.Combine("edge", "Oms.Edge.Gateway"),
            StringComparison.Ordinal);
        var start = new ProcessStartInfo(Path.Combine(built, "oms-edge")) { RedirectStandardOutput = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Depot"] = "bench",
            ["Data"] = Path.Combine(folder, "data"),
            ["Devices"] = deviceFile,
            ["Mqtt__Listen"] = $"{mqtt}",
            ["Mqtt__MessagesPerSecond"] = "100000",
            ["Api__Listen"] = $"{api}",
            ["Kiosk__Listen"] = $"{kiosk}",
        })
        {
            start.Environment[$"OMS__{key}"] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("oms-edge did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var gateway = new GatewayProcess(process, mqtt, api, kiosk);
        try
        {
            await gateway.WaitReadyAsync();
            var key = await File.ReadAllTextAsync(Path.Combine(folder, "data", "api.key"));
            gateway.Api.DefaultRequestHeaders.Authorization = new("Bearer", key.Trim());
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many bytes of readings are acknowledged and not in windows yet.</summary>
    public async Task<double> ReadBehindAsync()
    {
        const string Name = "oms_edge_telemetry_behind_bytes ";
        var page = await Api.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = page.Split('\n').First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return double.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }

    /// <exception cref="InvalidOperationException">
    /// A message became a dead letter: it was acknowledged as well, but is not what was asked about.
    /// </exception>
    public async Task RefuseDeadLettersAsync()
    {
        var letters = await Api.GetStringAsync(new Uri("/dead-letters", UriKind.Relative));
        if (letters.Contains("\"reason\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"Readings became dead letters: {letters[..Math.Min(400, letters.Length)]}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Api.Dispose();
    }

    /// <summary>A browser at the kiosk: over TLS, trusting the gateway's own certificate, with a cookie.</summary>
    public HttpClient OpenKiosk(string folder)
    {
        var trusted = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "data", "kiosk.pem"));
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(trusted);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } })
        {
            BaseAddress = new Uri($"https://{_kiosk}"),
        };
    }

    private async Task WaitReadyAsync()
    {
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await Api.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException("oms-edge ended before it was ready.");
    }

    private static string DeviceFile(int devices, Func<int, string> secret) =>
        $$"""
        {"devices":[{{string.Join(',', Enumerable.Range(0, devices).Select(device =>
            $$"""{"id":"rf-{{device}}","kind":"reefer","secret_sha256":"{{Hash(secret(device))}}"}"""))}}],
         "badges":[{"token_sha256":"{{Hash(Badge)}}","person":"S-1","role":"supervisor"}]}
        """;

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
