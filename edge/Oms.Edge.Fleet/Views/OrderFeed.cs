using System.Text.Json;
using Oms.Edge.Fleet.Centre;

namespace Oms.Edge.Fleet.Views;

/// <summary>Follows the centre's order events, page by page from a cursor, and keeps what a screen shows.</summary>
internal sealed class OrderFeed(CentreClient centre)
{
    private const int MovesMax = 32;
    private const int OpenMax = 10_000;
    private static readonly string[] States = ["placed", "held", "released", "on the road", "closed", "cancelled"];

    private readonly Dictionary<string, (string Reference, string State)> _open = [];
    private readonly List<OrderMove> _moves = [];
    private readonly Dictionary<string, int> _ended = [];
    private string? _cursor;

    public OrdersView View(int moves) => new(
        [.. States.Select(state => (state,
            _open.Values.Count(order => order.State == state) + _ended.GetValueOrDefault(state)))],
        [.. Enumerable.Reverse(_moves).Take(moves)]);

    /// <summary>Takes in what happened since the last call; one page, so that a view is never kept waiting.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var after = _cursor is null ? "" : $"&after={Uri.EscapeDataString(_cursor)}";
        var answer = await centre.Http.TryGetAsync($"/events?kind=order&limit=200{after}", cancellationToken);
        if (answer is not { IsAccepted: true })
        {
            return;
        }

        var page = answer.Read(CentreJson.Default.Events);
        foreach (var happened in page.Items)
        {
            Take(happened);
        }

        _cursor = page.Next ?? (page.Items.Count > 0 ? page.Items[^1].Cursor : _cursor);
    }

    private void Take(CentreAnswers.Event happened)
    {
        if (happened.Type == "order.placed" && _open.Count < OpenMax)
        {
            _open[happened.Id] = (Reference(happened.Data) ?? happened.Id, "placed");
        }

        var reference = _open.TryGetValue(happened.Id, out var known) ? known.Reference : happened.Id[..8];
        var state = happened.Type switch
        {
            "order.released" => "released",
            "order.hold-placed" => "held",
            "order.hold-released" => "placed",
            "order.line-shipped" => "on the road",
            "order.closed" => "closed",
            "order.cancelled" => "cancelled",
            _ => null,
        };
        if (state is "closed" or "cancelled")
        {
            _open.Remove(happened.Id);
            _ended[state] = _ended.GetValueOrDefault(state) + 1;
        }
        else if (state is not null && _open.ContainsKey(happened.Id))
        {
            _open[happened.Id] = (reference, state);
        }

        var move = new OrderMove(happened.RecordedAt, reference, Words(happened.Type));
        if (_moves.Count > 0 && _moves[^1] is var last && (last.Order, last.What) == (move.Order, move.What))
        {
            _moves[^1] = move with { Times = last.Times + 1 };
            return;
        }

        _moves.Add(move);
        if (_moves.Count > MovesMax)
        {
            _moves.RemoveAt(0);
        }
    }

    private static string? Reference(JsonElement? data) =>
        data is { } known && known.TryGetProperty("terms", out var terms) && terms.TryGetProperty("external_ref", out var reference)
            ? reference.GetString()
            : null;

    private static string Words(string type) =>
        type[(type.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('-', ' ');
}
