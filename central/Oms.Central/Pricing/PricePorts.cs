using System.Text.Json;
using System.Text.Json.Serialization;
using Oms.Central.Hosting;

namespace Oms.Central.Pricing;

/// <summary>Whoever tells the taxes of an order.</summary>
/// <remarks>It is asked once for each request to place an order; its answer is recorded in the order.</remarks>
internal interface ITaxes
{
    /// <summary>The taxes; null where it cannot tell them.</summary>
    Task<TaxAnswer?> AskAsync(TaxQuestion asked, CancellationToken cancellationToken);
}

/// <summary>Whoever tells the price of shipping an order.</summary>
internal interface IShippingPrices
{
    /// <summary>Whether the answer rests on the goods' mass, so that the catalogue must be read for it.</summary>
    bool NeedsMass { get; }

    /// <summary>The price; null where it cannot tell one.</summary>
    Task<ShippingAnswer?> AskAsync(ShippingQuestion asked, CancellationToken cancellationToken);
}

/// <summary>The two ports by which an order gets its taxes and its price of shipping.</summary>
internal sealed record PricePorts(ITaxes Taxes, IShippingPrices Shipping)
{
    /// <summary>Ports that answer from tables.</summary>
    public static PricePorts Of(PriceTables tables)
    {
        var answers = new TablePrices(tables);
        return new PricePorts(answers, answers);
    }
}

/// <summary>Tells taxes and shipping from tables.</summary>
internal sealed class TablePrices(PriceTables tables) : ITaxes, IShippingPrices
{
    public bool NeedsMass { get; } = tables.Shipping.Any(row => row.GramsUpTo is not null);

    public Task<TaxAnswer?> AskAsync(TaxQuestion asked, CancellationToken cancellationToken) =>
        Task.FromResult(tables.TaxesOf(asked));

    public Task<ShippingAnswer?> AskAsync(ShippingQuestion asked, CancellationToken cancellationToken) =>
        Task.FromResult(tables.ShippingOf(asked));
}

/// <summary>The file of tax rates and shipping prices, from configuration.</summary>
internal static class PriceFile
{
    /// <summary>The option that names the file.</summary>
    public const string Option = "Pricing:File";

    /// <summary>Reads the tables; empty ones where no file is named.</summary>
    /// <exception cref="StartException">The file cannot be read or is not of its form; the message says
    /// why.</exception>
    public static PriceTables Read(string? path)
    {
        if (path is null)
        {
            return PriceTables.Empty;
        }

        try
        {
            var tables = JsonSerializer.Deserialize(File.ReadAllBytes(path), PriceFileJson.Default.PriceTables)
                ?? throw new JsonException("It is null.");
            return tables.Fault() is { } fault ? throw new JsonException(fault) : tables;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartException($"Option {Option} names '{path}', which cannot be used: {failure.Message}");
        }
    }
}

/// <summary>How the file is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PriceTables))]
internal sealed partial class PriceFileJson : JsonSerializerContext;
