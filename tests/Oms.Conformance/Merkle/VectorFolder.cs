using System.Text.Json;

namespace Oms.Conformance.Merkle;

/// <summary>Public test vectors, which are not part of this repository.</summary>
internal static class VectorFolder
{
    private const string Variable = "OMS_CONFORMANCE_DATA";

    /// <summary>A file or folder of the vectors; skips the test where there are none.</summary>
    public static string Path(params ReadOnlySpan<string> parts)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{Variable} does not name a folder of test vectors.");
        return System.IO.Path.Combine([root!, .. parts]);
    }

    public static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
