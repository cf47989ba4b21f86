using NodaTime;

namespace Oms.Custody.Assets;

/// <summary>An asset was handed out.</summary>
/// <param name="Asset">The asset's id or, for what is counted, its type.</param>
/// <param name="Quantity">1 for what is told apart; at least 1 for what is counted.</param>
/// <param name="To">The new custodian.</param>
/// <param name="Due">When it must be back.</param>
public sealed record AssetIssue(
    string Asset, AssetKind Kind, int Quantity, string To, AssetSource Source, Instant At, Instant Due);
