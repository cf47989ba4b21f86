using Oms.Custody.CheckOuts;

namespace Oms.Edge.Devices;

/// <summary>Whose badge it is.</summary>
/// <param name="TokenSha256">Lower-case hex of the SHA-256 of what a reader reads.</param>
/// <param name="Person">The holder's id.</param>
/// <param name="Role">In which role the holder signs.</param>
public sealed record Badge(string TokenSha256, string Person, Role Role);
