using System.Collections.Immutable;
using Oms.Custody.CheckOuts;
using Oms.Edge.Reefers;

namespace Oms.Edge.Loads;

/// <summary>Which loads were judged by whose readings, and which are to be judged again since readings came
/// late.</summary>
/// <remarks>
/// Built from the log alone. A window that was sealed after a verdict and begins before the end of its interval may
/// hold readings that belong to it; whether they change it is for the judge to find.
/// </remarks>
public sealed record LoadBook
{
    /// <summary>Loads of one unit that are remembered; older ones are judged no more.</summary>
    public const int LoadsPerDeviceMax = 64;

    private LoadBook()
    {
    }

    public static LoadBook Empty { get; } = new();

    /// <summary>The loads that are to be judged again.</summary>
    public IReadOnlyList<JudgedLoad> Owed =>
        [.. Loads.OrderBy(one => one.Key, StringComparer.Ordinal).SelectMany(one => one.Value)
            .Where(load => load.Owed > 0)];

    private ImmutableDictionary<string, ImmutableList<JudgedLoad>> Loads { get; init; } =
        ImmutableDictionary.Create<string, ImmutableList<JudgedLoad>>(StringComparer.Ordinal);

    /// <summary>The book with what happened in a visit.</summary>
    public LoadBook With(string checkOut, CheckOutEvent happened) =>
        happened switch
        {
            // What stands for another visit is where its verdicts go on.
            CheckOutEvent.Arrived { StandsFor: { } old } => this with
            {
                Loads = Loads.ToImmutableDictionary(
                    one => one.Key, one => one.Value.RemoveAll(load => load.CheckOut == old.CheckOut)),
            },
            CheckOutEvent.TemperatureJudged e => Set(Of(e.Device)
                .RemoveAll(load => load.CheckOut == checkOut)
                .Add(new JudgedLoad(checkOut, e.Device, e.To, 0)), e.Device),
            _ => this,
        };

    /// <summary>The book with a window that a unit's readings were sealed into.</summary>
    public LoadBook With(string device, ReeferEvent.WindowSealed happened) =>
        Of(device) is { Count: > 0 } loads && loads.Any(load => happened.Window.From <= load.To)
            ? Set(
                [.. loads.Select(load =>
                    happened.Window.From <= load.To ? load with { Owed = happened.Window.Number } : load)],
                device)
            : this;

    /// <summary>The book after a load was judged again.</summary>
    /// <param name="load">As it was owed: a window that was sealed meanwhile is still owed.</param>
    public LoadBook Settled(JudgedLoad load) =>
        Set([.. Of(load.Device).Select(one => one == load ? one with { Owed = 0 } : one)], load.Device);

    private ImmutableList<JudgedLoad> Of(string device) => Loads.GetValueOrDefault(device, []);

    private LoadBook Set(ImmutableList<JudgedLoad> loads, string device) => this with
    {
        Loads = Loads.SetItem(
            device,
            loads.Count > LoadsPerDeviceMax ? loads.RemoveRange(0, loads.Count - LoadsPerDeviceMax) : loads),
    };
}
