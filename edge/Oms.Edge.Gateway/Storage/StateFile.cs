using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oms.Edge.Gateway.Storage;

/// <summary>A small value in a file of its own, replaced as a whole: temporary file, flush, rename, flush of the
/// folder.</summary>
internal sealed class StateFile<T>(IFileSystem files, string folder, string name, JsonTypeInfo<T> form)
    where T : class
{
    private const int BytesMax = 1024 * 1024;

    /// <summary>Reads the value; null when there is none or it cannot be read.</summary>
    public T? Read()
    {
        var path = $"{folder}/{name}";
        if (!files.Exists(path))
        {
            return null;
        }

        using var file = files.Open(path);
        if (file.Length > BytesMax)
        {
            return null;
        }

        var octets = new byte[file.Length];
        var length = file.Read(octets, 0);
        try
        {
            return JsonSerializer.Deserialize(octets.AsSpan(0, length), form);
        }
        catch (JsonException)
        {
            // Only what can be learnt again is kept in such files.
            return null;
        }
    }

    /// <exception cref="IOException">The old value stands.</exception>
    public void Write(T value)
    {
        files.CreateFolder(folder);
        using (var file = files.Open($"{folder}/{name}.new"))
        {
            var octets = JsonSerializer.SerializeToUtf8Bytes(value, form);
            file.SetLength(0);
            file.Write(octets, 0);
            file.Flush();
        }

        files.Replace($"{folder}/{name}.new", $"{folder}/{name}");
        files.FlushFolder(folder);
    }
}
