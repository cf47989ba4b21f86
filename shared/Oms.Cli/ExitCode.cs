namespace Oms.Cli;

/// <summary>What the process tells its caller. Scripts rely on these: a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Something was examined and refused.</summary>
    public const int Rejected = 1;

    /// <summary>The command line is wrong, or something it names cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>An evidence file agrees with itself, but a stranger signed it.</summary>
    public const int Stranger = 3;
}
