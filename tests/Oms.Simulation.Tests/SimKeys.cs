using System.Security.Cryptography;
using System.Text;
using Oms.Central.Hosting;
using Oms.Custody;

namespace Oms.Simulation.Tests;

/// <summary>Keys that follow from their names: every run has the same ones. They protect nothing.</summary>
internal static class SimKeys
{
    public const string Origin = "simulation.example/log";

    private static readonly string Folder = Make();

    public static CentralKeys Centre() => CentralKeys.LoadOrCreate(Folder, Origin);

    public static DeviceKey Gateway(string depot) => DeviceKey.Load(Path.Combine(Folder, $"{depot}.pem"));

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("oms-sim-keys-").FullName;
        foreach (var name in (string[])["root", "log", "north", "south"])
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = SHA256.HashData(Encoding.UTF8.GetBytes($"simulation key {name}")),
            });
            Write(Path.Combine(folder, $"{name}.pem"), Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        }

        Write(Path.Combine(folder, "enrolment.secret"), SHA256.HashData("simulation secret"u8));
        return folder;
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
    }
}
