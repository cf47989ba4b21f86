using System.Security.Cryptography;
using Oms.Central.Storage;

namespace Oms.Central.Hosting;

/// <summary>Sees to it that all nodes of a cluster have the same keys: one log, signed by one key.</summary>
internal static class ClusterIdentity
{
    /// <summary>Its table.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS identity(
          name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>States this node's keys if it is the first, and compares them if it is not.</summary>
    /// <exception cref="StartException">They are not those of the cluster.</exception>
    public static async Task AgreeAsync(ITables tables, CentralKeys keys)
    {
        (string Name, string Value)[] own =
        [
            ("root key", Convert.ToHexStringLower(SHA256.HashData(keys.RootSpki.Span))),
            ("log key", keys.LogVkey),
            ("log origin", keys.Origin),
            ("enrolment secret", keys.EnrolmentFingerprint),
        ];
        foreach (var (name, value) in own)
        {
            var known = value;
            _ = await tables.WriteAsync(async connection =>
            {
                _ = await connection.RunAsync(
                    "INSERT INTO identity VALUES(@name, @value) ON CONFLICT DO NOTHING",
                    ("@name", name),
                    ("@value", value));
                known = await connection.OneAsync(
                    "SELECT value FROM identity WHERE name = @name", row => row.GetString(0), ("@name", name));
            });
            if (known != value)
            {
                throw new StartException(
                    $"This node's {name} is not the cluster's. Copy the keys of another node (option Keys:Directory), "
                    + "and give every node the same Log:Origin.");
            }
        }
    }
}
