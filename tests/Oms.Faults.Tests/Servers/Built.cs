namespace Oms.Faults.Tests.Servers;

/// <summary>The programs that were built beside the tests.</summary>
internal static class Built
{
    public static string Centre { get; } = In("central/Oms.Central", "oms-central");

    public static string Gateway { get; } = In("edge/Oms.Edge.Gateway", "oms-edge");

    public static string Cli { get; } = In("shared/Oms.Cli", "oms");

    // Programs and tests are built side by side, into folders of the same form.
    private static string In(string project, string name) => Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("tests", "Oms.Faults.Tests"), project, StringComparison.Ordinal),
        name);
}
