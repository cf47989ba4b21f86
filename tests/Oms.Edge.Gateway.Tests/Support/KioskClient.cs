using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Oms.Edge.Gateway.Hosting;
using Xunit;

namespace Oms.Edge.Gateway.Tests.Support;

/// <summary>A browser at the kiosk, as far as HTTP goes: it trusts the certificate and keeps cookies.</summary>
internal sealed class KioskClient : IDisposable
{
    private readonly X509Certificate2 _trusted;
    private readonly HttpClient _http;
    private int _keys;

    public KioskClient(GatewayHost host, string data)
    {
        _trusted = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(data, "kiosk.pem"));
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _trusted },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        {
            BaseAddress = new Uri(host.KioskUrl!, "/"),
        };
    }

    public string Thumbprint => _trusted.Thumbprint;

    /// <summary>What its changes say they come from; null says nothing.</summary>
    public string? Origin { get; set; } = "self";

    public Task<KioskAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<KioskAnswer> PostAsync(string path, string body) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body));

    public Task<KioskAnswer> BadgeAsync(string token) => PostAsync("/kiosk/session", $$"""{"badge":"{{token}}"}""");

    public Task<KioskAnswer> PinAsync(string person, string pin) =>
        PostAsync("/kiosk/session", $$"""{"person":"{{person}}","pin":"{{pin}}"}""");

    /// <summary>Uploads a file under its own hash.</summary>
    public async Task<string> AttachAsync(byte[] octets)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(octets));
        var kept = await SendAsync(HttpMethod.Put, $"/attachments/{hash}", octets);
        Assert.Equal(HttpStatusCode.NoContent, kept.Status);
        return hash;
    }

    public async Task<KioskAnswer> SendAsync(HttpMethod method, string path, byte[]? body, string? bearer = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("Idempotency-Key", $"kiosk-{++_keys}");
        }

        if (Origin is { } origin && method != HttpMethod.Get)
        {
            request.Headers.Add("Origin", origin == "self" ? _http.BaseAddress!.GetLeftPart(UriPartial.Authority)
                : origin);
        }

        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new KioskAnswer(
            answer.StatusCode,
            answer.Headers.Concat(answer.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)),
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _http.Dispose();
        _trusted.Dispose();
    }
}

internal sealed record KioskAnswer(HttpStatusCode Status, Dictionary<string, string> Headers, byte[] Octets)
{
    public string Text => Encoding.UTF8.GetString(Octets);

    public JsonElement Body => JsonElement.Parse(Octets);

    public string Problem => Body.GetProperty("type").GetString()!["urn:oms:problem:".Length..];
}
