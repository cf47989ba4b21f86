using System.Security.Cryptography;

namespace Oms.Cli;

/// <summary>What the commands take from the machine, so that a test can hold all of it.</summary>
/// <param name="Time">The only clock and the only source of timers.</param>
/// <param name="Random">What the keys of writes are made from.</param>
/// <param name="Variable">Reads an environment variable; null where it is not set.</param>
/// <param name="Input">Opens standard input.</param>
internal sealed record Surroundings(
    TimeProvider Time, RandomNumberGenerator Random, Func<string, string?> Variable, Func<Stream> Input)
{
    /// <summary>The machine that it runs on.</summary>
    public static Surroundings OfThisMachine() =>
        new(
            TimeProvider.System,
            RandomNumberGenerator.Create(),
            Environment.GetEnvironmentVariable,
            Console.OpenStandardInput);
}
