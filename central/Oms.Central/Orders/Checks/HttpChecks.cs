using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Central.Orders.Checks;

/// <summary>Checks by a service over HTTP: <c>docs/central/orders.md</c> has the protocol.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class HttpChecks(CheckService service, TimeProvider time) : IAddressVerifier, IFraudCheck, IDisposable
{
    private const int BodyBytesMax = 16 << 10;
    private const int DetailMax = 200;

    // A service that answers with another address is not followed there.
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    public Task<CheckVerdict?> VerifyAsync(string order, Customer customer, CancellationToken cancellationToken) =>
        AskAsync(
            "v1/address-checks",
            new AddressQuestion(order, customer),
            CheckJson.Default.AddressQuestion,
            cancellationToken);

    public Task<CheckVerdict?> CheckAsync(FraudCase suspect, CancellationToken cancellationToken) =>
        AskAsync("v1/fraud-checks", suspect, CheckJson.Default.FraudCase, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<CheckVerdict?> AskAsync<T>(
        string path, T question, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", service.Key);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, json));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var patience = new CancellationTokenSource(service.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            await response.Content.LoadIntoBufferAsync(BodyBytesMax, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return JsonSerializer.Deserialize(body, CheckJson.Default.CheckAnswer) is { } answer
                ? new CheckVerdict(answer.Passed, DetailOf(answer))
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string DetailOf(CheckAnswer answer) =>
        answer.Detail is { Length: >= 1 and <= DetailMax } detail && !detail.Any(char.IsControl)
            ? detail
            : answer.Passed ? "service" : "The service found something, and did not say what.";
}

/// <param name="Url">Where the service's API is; ends with a slash.</param>
/// <param name="Key">What this centre shows to the service.</param>
/// <param name="Timeout">How long one answer may take.</param>
internal sealed record CheckService(Uri Url, string Key, TimeSpan Timeout);

internal sealed record AddressQuestion(string Order, Customer Customer);

internal sealed record CheckAnswer(bool Passed, string? Detail = null);

/// <summary>How a service of checks is asked, and how it answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AddressQuestion))]
[JsonSerializable(typeof(FraudCase))]
[JsonSerializable(typeof(CheckAnswer))]
internal sealed partial class CheckJson : JsonSerializerContext;
