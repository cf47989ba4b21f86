using System.Text.Json.Serialization;
using Oms.Central.Locations;

namespace Oms.Central.Routing;

/// <summary>A rule of a policy: a filter, which says who may serve, or a rank, which says who should.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "rule")]
[JsonDerivedType(typeof(OnlyKinds), "only_kinds")]
[JsonDerivedType(typeof(Within), "within")]
[JsonDerivedType(typeof(HazardCapability), "hazard_capability")]
[JsonDerivedType(typeof(TemperatureCapability), "temperature_capability")]
[JsonDerivedType(typeof(RemainingLife), "remaining_life")]
[JsonDerivedType(typeof(NoDisruption), "no_disruption")]
[JsonDerivedType(typeof(HasCapacity), "has_capacity")]
[JsonDerivedType(typeof(NotTurnedDown), "not_turned_down")]
[JsonDerivedType(typeof(KeepsPromise), "keeps_promise")]
[JsonDerivedType(typeof(Nearest), "nearest")]
[JsonDerivedType(typeof(FewestSplits), "fewest_splits")]
[JsonDerivedType(typeof(InOrder), "in_order")]
[JsonDerivedType(typeof(HighestStock), "highest_stock")]
[JsonDerivedType(typeof(ProtectLowStock), "protect_low_stock")]
[JsonDerivedType(typeof(Cheapest), "cheapest")]
[JsonDerivedType(typeof(Fastest), "fastest")]
public abstract record RoutingRule
{
    private protected RoutingRule()
    {
    }

    /// <summary>What explanations call it: its name in documents.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Leaves out locations, for the whole order or for products of it.</summary>
    public abstract record Filter : RoutingRule
    {
        private protected Filter()
        {
        }
    }

    /// <summary>Prefers plans: each location counts so much, and a plan what its locations add up to, or the worst of
    /// them; less is better.</summary>
    public abstract record Rank : RoutingRule
    {
        private protected Rank()
        {
        }

        /// <summary>Whether a plan counts as its worst location, not as the sum of all.</summary>
        [JsonIgnore]
        public virtual bool IsWorst => false;
    }

    public sealed record OnlyKinds(IReadOnlyList<LocationKind> Kinds) : Filter
    {
        [JsonIgnore]
        public override string Name => "only_kinds";
    }

    /// <param name="Kilometres">From the location to the recipient, great circle, 1 to 20 038.</param>
    public sealed record Within(int Kilometres) : Filter
    {
        [JsonIgnore]
        public override string Name => "within";
    }

    /// <summary>Dangerous goods leave only from where they may be.</summary>
    public sealed record HazardCapability : Filter
    {
        [JsonIgnore]
        public override string Name => "hazard_capability";
    }

    /// <summary>Products with a band of temperatures leave only from where one is kept that lies within it.</summary>
    public sealed record TemperatureCapability : Filter
    {
        [JsonIgnore]
        public override string Name => "temperature_capability";
    }

    /// <summary>Only lots count that last long enough after the day they arrive.</summary>
    public sealed record RemainingLife : Filter
    {
        [JsonIgnore]
        public override string Name => "remaining_life";
    }

    public sealed record NoDisruption : Filter
    {
        [JsonIgnore]
        public override string Name => "no_disruption";
    }

    public sealed record HasCapacity : Filter
    {
        [JsonIgnore]
        public override string Name => "has_capacity";
    }

    public sealed record NotTurnedDown : Filter
    {
        [JsonIgnore]
        public override string Name => "not_turned_down";
    }

    /// <summary>Only locations from which the goods arrive by the promised day.</summary>
    public sealed record KeepsPromise : Filter
    {
        [JsonIgnore]
        public override string Name => "keeps_promise";
    }

    /// <summary>Metres from the location to the recipient.</summary>
    public sealed record Nearest : Rank
    {
        [JsonIgnore]
        public override string Name => "nearest";
    }

    /// <summary>One for each location.</summary>
    public sealed record FewestSplits : Rank
    {
        [JsonIgnore]
        public override string Name => "fewest_splits";
    }

    /// <param name="Locations">The best first; those that are not named come after all that are.</param>
    public sealed record InOrder(IReadOnlyList<string> Locations) : Rank
    {
        [JsonIgnore]
        public override string Name => "in_order";
    }

    /// <summary>What a location has of the order's products: the location with the least of a plan decides.</summary>
    public sealed record HighestStock : Rank
    {
        [JsonIgnore]
        public override string Name => "highest_stock";

        [JsonIgnore]
        public override bool IsWorst => true;
    }

    /// <summary>Products of which the order would leave a location fewer than so many units.</summary>
    /// <param name="Units">1 to 1 000 000.</param>
    public sealed record ProtectLowStock(int Units) : Rank
    {
        [JsonIgnore]
        public override string Name => "protect_low_stock";
    }

    /// <summary>What a parcel from there costs, in minor units.</summary>
    public sealed record Cheapest : Rank
    {
        [JsonIgnore]
        public override string Name => "cheapest";
    }

    /// <summary>Days until the last goods arrive.</summary>
    public sealed record Fastest : Rank
    {
        [JsonIgnore]
        public override string Name => "fastest";

        [JsonIgnore]
        public override bool IsWorst => true;
    }
}
