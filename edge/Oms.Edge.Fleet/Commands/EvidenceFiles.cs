using Oms.Edge.Fleet.Centre;

namespace Oms.Edge.Fleet.Commands;

/// <summary>Fetches every check-out's evidence and the trust root from the centre.</summary>
internal static class EvidenceFiles
{
    /// <summary>The folder of the trust root, beside the evidence.</summary>
    public const string TrustFolder = "trust";

    /// <returns>How many evidence files there are now.</returns>
    public static async Task<int> FetchAsync(
        CentreClient centre, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.evidence"))
        {
            File.Delete(old);
        }

        var files = 0;
        foreach (var checkOut in await centre.ListAsync("/check-outs", CentreJson.Default.CheckOuts, cancellationToken))
        {
            var answer = await centre.Http.GetAsync($"/check-outs/{checkOut.Id}/evidence", cancellationToken);
            if (answer.IsAccepted)
            {
                await File.WriteAllBytesAsync(
                    Path.Combine(folder, $"{checkOut.Id}.evidence"), answer.Body.ToArray(), cancellationToken);
                files++;
            }
        }

        return files;
    }
}
