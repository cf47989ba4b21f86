namespace Oms.Cli;

/// <summary>What the process tells its caller. Scripts rely on these: a number never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Something was examined and refused, or the system that was asked says no.</summary>
    public const int Rejected = 1;

    /// <summary>The command line is wrong, or something it names cannot be read.</summary>
    public const int Usage = 2;

    /// <summary>An evidence file agrees with itself, but a stranger signed it.</summary>
    public const int Stranger = 3;

    /// <summary>No Oms.Edge system answers at the URL.</summary>
    public const int Unreachable = 4;

    /// <summary>An evidence file is genuine, but what a device says of its clocks contradicts itself.</summary>
    public const int Contradiction = 5;

    /// <summary>Stopped by Ctrl-C, as a shell counts it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
