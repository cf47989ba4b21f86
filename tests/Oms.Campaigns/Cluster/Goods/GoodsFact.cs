using System.Text.Json;
using Oms.Campaigns.Cluster.Money;

namespace Oms.Campaigns.Cluster.Goods;

/// <summary>What must be read at a path at the end: this text, no unit and no cent more or less.</summary>
/// <param name="Read">How <see cref="Shown"/> puts what is read into words.</param>
internal sealed record GoodsFact(string Path, Func<JsonElement, string> Read, string Expected)
{
    public static GoodsFact Order(string id, string expected) => new($"/orders/{id}", Shown.Order, expected);

    public static GoodsFact Work(string id, string expected) => new($"/fulfilment-orders/{id}", Shown.Work, expected);

    public static GoodsFact Stock(string item, string expected) => new($"/stock-items/{item}", Shown.Stock, expected);

    /// <param name="value">Cents.</param>
    public static GoodsFact Worth(string sku, int units, int value) => new(
        $"/valuations/{sku}", Shown.Worth, $"{units} worth {value} and {value}");

    /// <summary>What all entries of the journal of one reference come to, by account.</summary>
    public static GoodsFact Books(string reference, string expected) => new(
        $"/journal-entries?limit=200&reference={Uri.EscapeDataString(reference)}", Shown.Books, expected);
}

/// <summary>How a life ended.</summary>
internal sealed record LifeEnd(params IReadOnlyList<GoodsFact> Facts)
{
    /// <summary>Payments, which must be so at the provider too.</summary>
    public IReadOnlyList<PaymentFacts> Payments { get; init; } = [];

    /// <summary>Numbers of packages: no other life may have one of them.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];
}
