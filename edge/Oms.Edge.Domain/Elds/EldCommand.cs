using Oms.Edge.Messages;

namespace Oms.Edge.Elds;

public abstract record EldCommand
{
    private EldCommand()
    {
    }

    /// <summary>Adds a block; events that are there already are left out.</summary>
    public sealed record Append(string Vehicle, string? Driver, IReadOnlyList<EldEvent> Events) : EldCommand;
}
