namespace Oms.Entities;

/// <summary>Who gives a command: a person, an API key, a device or a process manager.</summary>
/// <param name="Kind">What kind of actor it is.</param>
/// <param name="Id">Its id within the kind, 1 to 120 characters.</param>
/// <param name="OnBehalfOf">The principal that it acts for, as <c>kind:id</c>; null when for itself.</param>
public sealed record Principal(PrincipalKind Kind, string Id, string? OnBehalfOf = null)
{
    public override string ToString() =>
        $"{Kind.ToString().ToLowerInvariant()}:{Id}{(OnBehalfOf is null ? "" : $" for {OnBehalfOf}")}";
}

/// <summary>The kinds of principal. Stored by name; a member is never renamed.</summary>
public enum PrincipalKind
{
    User,
    ApiKey,
    Device,
    ProcessManager,
    System,
}
