using NodaTime;
using Oms.Custody.CheckOuts;

namespace Oms.Edge.Assets;

/// <summary>An asset of the depot that a driver has.</summary>
/// <param name="CheckOut">The visit since which he has it.</param>
/// <param name="MissedAt">When a check-out of his ended without it; null while none did.</param>
public sealed record AssetHeld(Item Item, string Driver, string CheckOut, Instant Since, Instant? MissedAt);
