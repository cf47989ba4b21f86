using Oms.Edge.Messages;

namespace Oms.Edge.Elds;

/// <summary>An event with what its block said of all its events.</summary>
/// <param name="Driver">Who was logged in; null for nobody.</param>
public sealed record EldEntry(EldEvent Event, string Vehicle, string? Driver)
{
    /// <summary>The power unit that it is of.</summary>
    public string PowerUnit => Event.PowerUnit ?? Vehicle;

    /// <summary>Who made it; null for the unidentified driver.</summary>
    public string? Username => Event.Driver ?? Driver;
}
