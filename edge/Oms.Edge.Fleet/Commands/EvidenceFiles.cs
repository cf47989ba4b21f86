using System.Security.Cryptography;
using Oms.Edge.Fleet.Centre;
using Oms.Edge.Fleet.Checking;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Fetches every check-out's evidence and the trust root from the centre.</summary>
public static class EvidenceFiles
{
    /// <summary>The folder of the trust root, beside the evidence.</summary>
    public const string TrustFolder = "trust";

    /// <param name="attachments">Files that records speak of, by name; laid beside the evidence that names them.</param>
    /// <returns>How many evidence files there are now.</returns>
    public static async Task<int> FetchAsync(
        CentreClient centre,
        string folder,
        IReadOnlyDictionary<string, byte[]> attachments,
        CancellationToken cancellationToken)
    {
        Clear(folder);
        var trust = (await centre.Http.GetAsync("/trust", cancellationToken)).Read(CentreJson.Default.Trust);
        var root = PemEncoding.WriteString("PUBLIC KEY", Convert.FromBase64String(trust.RootKey));
        Directory.CreateDirectory(Path.Combine(folder, TrustFolder));
        await File.WriteAllTextAsync(Path.Combine(folder, TrustFolder, "root.spki"), $"{root}\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, TrustFolder, "log.vkey"), $"{trust.LogKey}\n", cancellationToken);

        var files = 0;
        foreach (var checkOut in await centre.ListAsync("/check-outs", CentreJson.Default.CheckOuts, cancellationToken))
        {
            var answer = await centre.Http.GetAsync($"/check-outs/{checkOut.Id}/evidence", cancellationToken);
            if (!answer.IsAccepted)
            {
                continue;
            }

            var file = Path.Combine(folder, $"{checkOut.Id}.evidence");
            await File.WriteAllBytesAsync(file, answer.Body.ToArray(), cancellationToken);
            foreach (var name in EvidenceReading.Of(answer.Body).Attachments)
            {
                if (attachments.TryGetValue(name, out var content))
                {
                    Directory.CreateDirectory($"{file}.d");
                    await File.WriteAllBytesAsync(Path.Combine($"{file}.d", name), content, cancellationToken);
                }
            }

            files++;
        }

        return files;
    }

    // What an earlier run left would be taken for this one's.
    private static void Clear(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.evidence"))
        {
            File.Delete(old);
        }

        foreach (var old in Directory.EnumerateDirectories(folder, "*.evidence.d"))
        {
            Directory.Delete(old, recursive: true);
        }
    }
}
