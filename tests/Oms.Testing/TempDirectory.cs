namespace Oms.Testing;

/// <summary>A directory of its own for a test; gone when the test is.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("oms-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
