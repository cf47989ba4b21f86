using System.Diagnostics;
using System.Globalization;
using Oms.Testing;
using Xunit;

namespace Oms.Simulation.Tests;

/// <summary>Runs whole worlds under many seeds; OMS_SIM_FIRST and OMS_SIM_SEEDS say which.</summary>
public sealed class SystemSimulation(ITestOutputHelper output)
{
    private const int SeedsByDefault = 100;
    private const int SeedsBetweenLines = 50;

    /// <summary>The kinds of fault that a slice as long as the default one must hit.</summary>
    private static readonly string[] Kinds =
    [
        "centre Acquire: Unavailable", "centre Acquire: UnknownWithEffect", "centre Acquire: UnknownWithoutEffect",
        "centre Append: DeadAfter", "centre Append: DeadBefore", "centre Append: Unavailable",
        "centre Append: UnknownWithEffect", "centre Append: UnknownWithoutEffect", "centre Read: Unavailable",
        "centre journal: slow", "centre: crash", "centre: drain", "centre: start failed",
        "centre network: AnswerLost", "centre network: Duplicated", "centre network: RequestLost",
        "centre network: Slow", "centre network: cut",
        "edge Acquire: Unavailable", "edge Acquire: UnknownWithEffect", "edge Acquire: UnknownWithoutEffect",
        "edge Append: DeadAfter", "edge Append: DeadBefore", "edge Append: Unavailable",
        "edge Append: UnknownWithEffect", "edge Append: UnknownWithoutEffect", "edge Read: Unavailable",
        "edge clock: step back", "edge clock: step forward", "edge disk: flush failed", "edge journal: slow",
        "edge: crash", "edge: drain", "edge: power cut", "edge: start failed",
        "provider: answer lost", "provider: carried out later", "provider: carried out twice asked", "provider: lied",
        "provider: request lost",
        "local network: AnswerLost", "local network: Duplicated", "local network: RequestLost", "local network: Slow",
    ];

    [Fact]
    public void Whatever_fails_the_centre_and_its_depots_agree_with_what_people_were_told()
    {
        var first = SimulationSeeds.First;
        var seeds = SimulationSeeds.Count(SeedsByDefault);
        SortedDictionary<string, long> faults = new(StringComparer.Ordinal);
        List<string> failures = [];
        var started = Stopwatch.GetTimestamp();
        for (var seed = first; seed < first + seeds; seed++)
        {
            try
            {
                using var world = NewWorld(seed);
                foreach (var (fault, count) in world.Run().Trace.Faults)
                {
                    faults[fault] = faults.GetValueOrDefault(fault) + count;
                }
            }
            catch (SimulationFailedException failure)
            {
                failures.Add(failure.Message);
                output.WriteLine(failure.ToString());
            }

            if ((seed - first + 1) % SeedsBetweenLines == 0)
            {
                TestContext.Current.SendDiagnosticMessage(
                    "whole system: {0} seeds, {1} failed, next seed {2}", seed - first + 1, failures.Count, seed + 1);
            }
        }

        foreach (var (fault, count) in faults)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} {fault}"));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"whole system: {seeds - failures.Count} passed, {failures.Count} failed, {seeds / seconds:F1} seeds/s"));
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.Take(3)));

        // A campaign that hits nothing proves nothing.
        Assert.True(
            seeds < SeedsByDefault || Kinds.All(faults.ContainsKey),
            $"Never hit: {string.Join(", ", Kinds.Where(kind => !faults.ContainsKey(kind)))}");
    }

    [Fact]
    public void A_seed_always_gives_the_same_history()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            using var one = NewWorld(seed);
            using var other = NewWorld(seed);
            Assert.Equal(one.Run().Trace.Lines, other.Run().Trace.Lines);
            Assert.Equal(one.Trace.Hash(), other.Trace.Hash());
        }
    }

    private static SimWorld NewWorld(int seed)
    {
        // Memory where there is some: the simulation has its own durability.
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var name = $"oms-sim-{Path.GetRandomFileName()}";
        return new SimWorld(seed, Directory.CreateDirectory(Path.Combine(parent, name)).FullName);
    }
}
