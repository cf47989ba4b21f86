namespace Oms.Edge.Fleet.Launching;

/// <summary>A key that a server writes at its first start.</summary>
/// <threadsafety>Any number of readers at once.</threadsafety>
public sealed class KeyFile(string path)
{
    private volatile string? _key;

    public string Path { get; } = path;

    /// <summary>The key; null while the server has not written it.</summary>
    public string? Read()
    {
        if (_key is null && File.Exists(Path) && File.ReadAllText(Path).Trim() is { Length: > 0 } key)
        {
            _key = key;
        }

        return _key;
    }
}
