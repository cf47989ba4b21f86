using System.Text.Json;
using Xunit;

namespace Oms.Central.Tests.Cluster;

/// <summary>Reads <c>/events/stream</c>, and goes on at any node after the last event that it saw.</summary>
internal sealed class FeedClient : IAsyncDisposable
{
    private HttpResponseMessage? _response;
    private StreamReader? _lines;

    /// <summary>The place after all that it saw.</summary>
    public string Cursor { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Leaves the node that it read from, and goes on at another one.</summary>
    public async Task GoToAsync(CentralServer node)
    {
        await DisposeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events/stream");
        _ = Cursor.Length > 0 && request.Headers.TryAddWithoutValidation("Last-Event-ID", Cursor);
        _response = await node.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        _ = _response.EnsureSuccessStatusCode();
        _lines = new StreamReader(await _response.Content.ReadAsStreamAsync(Cancelled));
        await ReadIdAsync();
    }

    /// <summary>The next event: where it stands in its shard's log, and what it is.</summary>
    public async Task<(string Position, JsonElement Event)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await _lines!.ReadLineAsync(cancellationToken)
                ?? throw new IOException("The node has ended the stream.");
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var data = JsonElement.Parse(line["data: ".Length..]);
                Cursor = data.GetProperty("cursor").GetString()!;
                return (data.GetProperty("position").GetString()!, data);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _lines?.Dispose();
        _response?.Dispose();
        (_lines, _response) = (null, null);
        return ValueTask.CompletedTask;
    }

    private async Task ReadIdAsync()
    {
        while (await _lines!.ReadLineAsync(Cancelled) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                Cursor = line["id: ".Length..];
                return;
            }
        }
    }
}
