using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Oms.Entities;
using Oms.Gs1;
using Decision = Oms.Entities.Decision<Oms.Central.Fulfilments.SsccEvent, Oms.Central.Fulfilments.SsccRejection>;

namespace Oms.Central.Fulfilments;

/// <summary>Numbers packages: it alone gives the serial references of one GS1 Company Prefix, each once, for
/// ever.</summary>
/// <remarks>An SSCC is an extension digit, the company prefix, a serial reference and a check digit, 18 digits together
/// (GS1 General Specifications, section 3.3.1). A number whose package never came to be is not given again.</remarks>
/// <param name="Last">The serial reference that it gave last; 0 before the first.</param>
public sealed record SsccSeries(long Last) : IEntity<SsccSeries, SsccCommand, SsccEvent, SsccRejection>
{
    /// <summary>The kind in every series' address; the id is the company prefix.</summary>
    public const string Kind = "sscc-series";

    /// <summary>The extension digit of all packages: it has no meaning beyond ten times as many numbers.</summary>
    private const int Extensions = 10;

    private const int SerialAndPrefix = 16;
    private const int PrefixMin = 4;
    private const int PrefixMax = 12;

    public static SsccSeries Initial { get; } = new(0);

    /// <summary>What a company prefix must be.</summary>
    public static string PrefixRule => $"It must be a GS1 Company Prefix: {PrefixMin} to {PrefixMax} digits.";

    public static bool IsPrefix(string text) =>
        text.Length is >= PrefixMin and <= PrefixMax && text.All(char.IsAsciiDigit);

    /// <summary>The SSCC of a number of a series: its serial reference, and once these are used up the next extension
    /// digit.</summary>
    /// <param name="number">From 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The series has no such number.</exception>
    public static Sscc Of(string prefix, long number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, CountOf(prefix));
        var (extension, serial) = Math.DivRem(number - 1, CountOf(prefix) / Extensions);
        var digits = string.Create(
            CultureInfo.InvariantCulture,
            $"{extension}{prefix}{serial.ToString(CultureInfo.InvariantCulture)
                .PadLeft(SerialAndPrefix - prefix.Length, '0')}");
        return Sscc.Parse(string.Create(CultureInfo.InvariantCulture, $"{digits}{Gs1CheckDigit.Of(digits)}"));
    }

    /// <summary>How many packages a company prefix can number.</summary>
    public static long CountOf(string prefix) =>
        (long)Math.Pow(10, SerialAndPrefix - prefix.Length) * Extensions;

    public static Decision Decide(SsccSeries state, SsccCommand command, Instant now) =>
        command switch
        {
            SsccCommand.Assign c when !IsPrefix(c.Prefix) || state.Last >= CountOf(c.Prefix) =>
                Decision.Reject(new SsccRejection.UsedUp(c.Prefix)),
            SsccCommand.Assign c => Decision.Accept(new SsccEvent.SsccAssigned(
                state.Last + 1, Of(c.Prefix, state.Last + 1).Digits, c.Fulfilment)),
            _ => throw new UnreachableException($"No such command: {command}."),
        };

    public static SsccSeries Evolve(SsccSeries state, SsccEvent happened) =>
        happened switch
        {
            SsccEvent.SsccAssigned e when e.Number == state.Last + 1 => new SsccSeries(e.Number),
            SsccEvent.SsccAssigned e => throw new UnreachableException(
                $"Number {e.Number} cannot follow {state.Last}."),
            _ => throw new UnreachableException($"No such event: {happened.GetType().Name}."),
        };
}

/// <summary>What a series of package numbers can be asked.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SsccCommand.Assign), "assign")]
public abstract record SsccCommand
{
    private SsccCommand()
    {
    }

    /// <summary>Gives a package the next number. Its identity is the command's own: each one gives another.</summary>
    /// <param name="Prefix">The series' company prefix.</param>
    /// <param name="Fulfilment">The fulfilment order that packs it.</param>
    public sealed record Assign(string Prefix, string Fulfilment) : SsccCommand;
}

/// <summary>What happened to a series of package numbers. Stored for ever (<see cref="FulfilmentEvents"/>).</summary>
public abstract record SsccEvent
{
    private SsccEvent()
    {
    }

    public sealed record SsccAssigned(long Number, string Sscc, string Fulfilment) : SsccEvent;
}

/// <summary>Why a series of package numbers may say no.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "case")]
[JsonDerivedType(typeof(SsccRejection.UsedUp), "used_up")]
public abstract record SsccRejection
{
    private SsccRejection()
    {
    }

    /// <summary>The company prefix has no number left.</summary>
    public sealed record UsedUp(string Prefix) : SsccRejection;
}
