using Oms.Edge.Messages;

namespace Oms.Edge.Elds;

public abstract record EldCommand
{
    private EldCommand()
    {
    }

    /// <summary>Adds a block; events that are there already are left out.</summary>
    public sealed record Append(string Vehicle, string? Driver, IReadOnlyList<EldEvent> Events) : EldCommand
    {
        public IReadOnlyList<EldStatusChange> StatusChanges { get; init; } = [];
    }

    /// <summary>Tells whose record it is.</summary>
    public sealed record Introduce(string Vehicle, EldIdentity Identity) : EldCommand;
}
