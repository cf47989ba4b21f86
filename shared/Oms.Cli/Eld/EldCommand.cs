using System.CommandLine;

namespace Oms.Cli.Eld;

/// <summary><c>oms eld</c>: ELD output files (49 CFR 395 subpart B appendix A).</summary>
internal static class EldCommand
{
    /// <summary>The longest file that is read: ten times what a week of one driver takes at the worst.</summary>
    public const int BytesMax = 256_000_000;

    public static Command Create(Surroundings surroundings) =>
        new("eld", "Checks and shows ELD output files.")
        {
            EldCheckCommand.Create(surroundings),
            EldShowCommand.Create(surroundings),
        };
}
