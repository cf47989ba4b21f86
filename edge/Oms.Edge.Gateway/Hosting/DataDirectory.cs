using System.Security.Cryptography;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Options;
using Oms.Edge.Gateway.Storage;

namespace Oms.Edge.Gateway.Hosting;

/// <summary>The data directory and the secrets in it.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the directory, and shows that it can be written and flushed.</summary>
    /// <exception cref="StartException">It cannot.</exception>
    public static void Prepare(string path)
    {
        try
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, ".probe");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write))
            {
                file.WriteByte(1);
                file.Flush(flushToDisk: true);
            }

            File.Delete(probe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The data directory {path} cannot be written: {failure.Message} Give the gateway's user the right to "
                + "write there, make room, or set Data to another directory.",
                failure);
        }
    }

    /// <summary>The gateway's keys; the first one is made at the first start.</summary>
    /// <exception cref="StartException">A file cannot be used.</exception>
    public static DeviceKeyRing Keys(string path)
    {
        try
        {
            return DeviceKeyRing.Open(path);
        }
        catch (IOException failure)
        {
            throw new StartException(failure.Message, failure);
        }
    }

    /// <summary>The local API's key; made at the first start.</summary>
    public static string ApiKey(string path, IFileSystem files)
    {
        var file = Path.Combine(path, "api.key");
        try
        {
            if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known)
            {
                return known;
            }

            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var output = new FileStream(file, options))
            {
                output.Write(System.Text.Encoding.ASCII.GetBytes(key + "\n"));
                output.Flush(flushToDisk: true);
            }

            files.FlushFolder("");
            return key;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The key file {file} cannot be used: {failure.Message}", failure);
        }
    }
}
