namespace Oms.Custody.Assets;

/// <param name="Issue">The hand-over by which the custodian holds it.</param>
/// <param name="Quantity">How many of it are still out, at least 1.</param>
/// <param name="IsOverdue">Whether it should be back by now.</param>
public sealed record HeldAsset(AssetIssue Issue, int Quantity, bool IsOverdue);
