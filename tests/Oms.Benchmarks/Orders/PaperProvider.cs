using System.Net;
using System.Text.Json;

namespace Oms.Benchmarks.Orders;

/// <summary>A payment provider over HTTP that says yes to everything at once, and keeps nothing.</summary>
internal sealed class PaperProvider : IDisposable
{
    private readonly HttpListener _listener = new();

    public PaperProvider()
    {
        Url = $"http://{Mqtt.Ports.Free()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Url { get; }

    /// <summary>The options of a centre that is to use it.</summary>
    public Dictionary<string, string> Options => new()
    {
        ["Payments__Provider__Url"] = Url,
        ["Payments__Provider__Key"] = "benchmark-provider-key",
        ["Payments__Provider__CallbackSecret"] = "benchmark-callback-secret",
    };

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = AnswerAsync(context);
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.InputStream);
        var call = asked.RootElement;
        context.Response.ContentType = "application/json";
        await using (var writer = new Utf8JsonWriter(context.Response.OutputStream))
        {
            writer.WriteStartObject();
            foreach (var name in (string[])["key", "kind", "amount"])
            {
                writer.WritePropertyName(name);
                call.GetProperty(name).WriteTo(writer);
            }

            writer.WriteString("status", "succeeded");
            writer.WriteString("id", "paper-1");
            writer.WriteEndObject();
        }

        context.Response.Close();
    }
}
