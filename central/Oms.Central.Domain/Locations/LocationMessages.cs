using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Json;

namespace Oms.Central.Locations;

/// <summary>What a location can be asked. <c>Expected</c> is the revision that the caller saw; null for any.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LocationCommand.Define), "define")]
[JsonDerivedType(typeof(LocationCommand.Revise), "revise")]
[JsonDerivedType(typeof(LocationCommand.Close), "close")]
[JsonDerivedType(typeof(LocationCommand.Reopen), "reopen")]
[JsonDerivedType(typeof(LocationCommand.Disrupt), "disrupt")]
[JsonDerivedType(typeof(LocationCommand.Restore), "restore")]
[JsonDerivedType(typeof(LocationCommand.SetBin), "set_bin")]
[JsonDerivedType(typeof(LocationCommand.RemoveBin), "remove_bin")]
[JsonDerivedType(typeof(LocationCommand.LoadFromShelf), "load_from_shelf")]
public abstract record LocationCommand
{
    private LocationCommand()
    {
    }

    public sealed record Define(string Location, LocationTerms Terms) : LocationCommand;

    public sealed record Revise(LocationTerms Terms, long? Expected) : LocationCommand, IExpectsRevision;

    public sealed record Close(string Reason, long? Expected) : LocationCommand, IExpectsRevision;

    public sealed record Reopen(long? Expected) : LocationCommand, IExpectsRevision;

    /// <summary>Says that it sends nothing, such as for snow.</summary>
    /// <param name="Until">When that is over by itself; null for once somebody says so.</param>
    public sealed record Disrupt(string Reason, Instant? Until, long? Expected) : LocationCommand, IExpectsRevision;

    /// <summary>Says that it sends again.</summary>
    public sealed record Restore(long? Expected) : LocationCommand, IExpectsRevision;

    /// <summary>Adds a bin, or changes the one with the same code.</summary>
    public sealed record SetBin(Bin Bin, long? Expected) : LocationCommand, IExpectsRevision;

    public sealed record RemoveBin(string Code, long? Expected) : LocationCommand, IExpectsRevision;

    /// <summary>Asks whether what is promised there may be loaded straight from the shelf; it changes
    /// nothing.</summary>
    public sealed record LoadFromShelf : LocationCommand;
}

/// <summary>What happened to a location. Stored for ever (<see cref="LocationEvents"/>).</summary>
public abstract record LocationEvent
{
    private LocationEvent()
    {
    }

    public sealed record LocationDefined(string Location, LocationTerms Terms) : LocationEvent;

    public sealed record LocationRevised(LocationTerms Terms) : LocationEvent;

    public sealed record LocationClosed(string Reason) : LocationEvent;

    public sealed record LocationReopened : LocationEvent;

    public sealed record LocationDisrupted(string Reason, Instant Since, Instant? Until) : LocationEvent;

    public sealed record DisruptionEnded : LocationEvent;

    public sealed record BinSet(Bin Bin) : LocationEvent;

    public sealed record BinRemoved(string Code) : LocationEvent;
}

/// <summary>Why a location may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(LocationRejection.NoSuchLocation), "no_such_location")]
[JsonDerivedType(typeof(LocationRejection.Differs), "differs")]
[JsonDerivedType(typeof(LocationRejection.StaleRevision), "stale_revision")]
[JsonDerivedType(typeof(LocationRejection.InvalidTerms), "invalid_terms")]
[JsonDerivedType(typeof(LocationRejection.TooManyBins), "too_many_bins")]
[JsonDerivedType(typeof(LocationRejection.PicksAndPacks), "picks_and_packs")]
public abstract record LocationRejection
{
    private LocationRejection()
    {
    }

    public sealed record NoSuchLocation : LocationRejection;

    /// <summary>The id stands for a location with other terms.</summary>
    public sealed record Differs : LocationRejection;

    public sealed record StaleRevision(long Expected, long Current) : LocationRejection;

    /// <param name="Field">A JSON Pointer within the request.</param>
    public sealed record InvalidTerms(string Field, string Reason) : LocationRejection;

    public sealed record TooManyBins(int Max) : LocationRejection;

    /// <summary>Nothing leaves but in packages.</summary>
    public sealed record PicksAndPacks : LocationRejection;
}
