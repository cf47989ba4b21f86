namespace Oms.Actors;

/// <summary>An event of a kind that not all nodes of the cluster understand yet.</summary>
public sealed class EventNotReleasedException(string name, int format)
    : Exception($"Event {name} is not written while the cluster's format is {format}: some node does not know it.");
