using NodaTime;

namespace Oms.Custody.Assets;

/// <summary>An asset came back.</summary>
/// <param name="Asset">The asset's id or, for what is counted, its type.</param>
/// <param name="Quantity">At least 1.</param>
/// <param name="From">Who brought it.</param>
public sealed record AssetReturn(string Asset, int Quantity, string From, AssetSource Source, Instant At);
