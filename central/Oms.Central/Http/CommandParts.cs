using Oms.Actors;
using Oms.Entities;

namespace Oms.Central.Http;

/// <summary>Commands that one request consists of.</summary>
internal static class CommandParts
{
    /// <summary>A part of a request: when the request is repeated, the part still has its effect once.</summary>
    /// <param name="name">Tells it from the request's other parts.</param>
    public static CommandContext Part(this CommandContext command, string name) => command with
    {
        Id = CommandId.Version5(command.Id.Value, name),
        Causation = command.Id.ToString(),

        // A part that is refused now may be carried out later: what it leaves behind is given back.
        KeepsRejection = false,
    };
}
