using System.Text.Json.Serialization;
using Oms.Edge.Messages;

namespace Oms.Edge.Elds;

/// <summary>Stored: a name or a member once released never changes.</summary>
public abstract record EldEventHappened
{
    private EldEventHappened()
    {
    }

    /// <param name="Missing">How many sequence ids lie between the block before and this one; 0 for none.</param>
    public sealed record BlockRecorded(string Vehicle, string? Driver, IReadOnlyList<EldEvent> Events, int Missing)
        : EldEventHappened
    {
        /// <summary>What became of records before; null for nothing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<EldStatusChange>? StatusChanges { get; init; }
    }

    /// <summary>Whose record it is, and for whom.</summary>
    public sealed record ProfileRecorded(string Vehicle, EldIdentity Identity) : EldEventHappened;
}
