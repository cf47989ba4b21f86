namespace Oms.Custody.CheckOuts;

/// <summary>Who does a step, and in which role.</summary>
/// <param name="Person">The person's id; for <see cref="Role.System"/> that of the device or system.</param>
public sealed record Actor(string Person, Role Role)
{
    /// <summary>The gateway by itself.</summary>
    public static Actor Gateway { get; } = new("gateway", Role.System);

    public override string ToString() => $"{Role.ToString().ToLowerInvariant()}:{Person}";
}
