using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Oms.Cli.Api;
using Oms.Cli.Output;
using Oms.Custody;
using Oms.Json;
using Oms.Transparency;

namespace Oms.Cli.Trust;

/// <summary><c>oms trust</c>: fetches the keys from which evidence is trusted, for a person to compare.</summary>
internal static class TrustCommand
{
    public static Command Create(ApiOptions options)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder that 'oms verify --trust' reads." };
        var replace = new Option<bool>("--replace") { Description = "Replace other keys that stand in the folder." };
        var witnesses = ApiOptions.Number(
            "--witnesses", "Also write the witnesses of the log, of whom so many must sign,", 0, 0, 99);
        return options.Read(
            "trust",
            "Fetches the centre's root and log keys into a folder. Compare their fingerprints before you trust them.",
            async (call, cancellationToken) =>
            {
                var answer = await call.GetAsync("trust", cancellationToken);
                var trust = Read(answer, call.Parsed.GetValue(witnesses));
                var path = call.Parsed.GetRequiredValue(folder).FullName;
                if (await StandsInWayAsync(call, path, trust))
                {
                    return ExitCode.Rejected;
                }

                try
                {
                    trust.Save(path);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    throw new UsageException($"{path} cannot be written: {failure.Message}");
                }

                await (call.Json
                    ? call.Output.WriteLineAsync(answer.Json().GetRawText())
                    : TellAsync(call, path, trust));
                return ExitCode.Ok;

                async Task<bool> StandsInWayAsync(ApiCall asked, string target, TrustRoot found)
                {
                    if (asked.Parsed.GetValue(replace) || !IsOther(target, found))
                    {
                        return false;
                    }

                    await asked.Error.WriteLineAsync(
                        $"{target} holds other keys than {asked.Client.Url} has. Nothing was written. A centre's "
                        + "keys do not change by themselves: find out why before you use --replace.");
                    return true;
                }
            },
            folder,
            replace,
            witnesses);
    }

    /// <param name="quorum">How many of the witnesses must sign; 0 to leave them out.</param>
    private static TrustRoot Read(ApiAnswer answer, int quorum)
    {
        var body = answer.Json();
        try
        {
            var root = Convert.FromBase64String(Cell.At(body, "root_key"));
            using var key = DevicePublicKey.TryImport(root) ?? throw new FormatException("The root is no P-256 key.");
            var vkeys = quorum == 0
                ? []
                : Items(body, "witnesses").Select(one => NoteKey.Parse(Cell.Text(one)).ToVkey()).ToList();
            return quorum > vkeys.Count
                ? throw new UsageException($"The log has {vkeys.Count} witnesses, fewer than {quorum}.")
                : new TrustRoot([root], [NoteKey.Parse(Cell.At(body, "log_key")).ToVkey()], vkeys)
                {
                    Quorum = quorum,
                    Revocations = [.. Items(body, "revocations").Select(one => RevocationOf(one, key))],
                };
        }
        catch (FormatException failure)
        {
            throw new NoApiException($"The answer holds no keys: {failure.Message}", failure);
        }
    }

    private static List<JsonElement> Items(JsonElement body, string name) =>
        Cell.Find(body, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static KeyRevocation RevocationOf(JsonElement item, DevicePublicKey root) =>
        KeyRevocation.TryDecode(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(item.GetRawText()))) is { } revocation
        && revocation.IsBy(root)
            ? revocation
            : throw new FormatException("A revocation is not signed by the root.");

    private static bool IsOther(string folder, TrustRoot found)
    {
        string[] files = [TrustRoot.RootFile, TrustRoot.LogFile];
        if (!files.Any(file => File.Exists(Path.Combine(folder, file))))
        {
            return false;
        }

        try
        {
            var known = TrustRoot.Load(folder);
            return known.Roots.Count != 1 || !known.Roots[0].Span.SequenceEqual(found.Roots[0].Span)
                || !known.LogVkeys.SequenceEqual(found.LogVkeys);
        }
        catch (InvalidDataException)
        {
            // Something is there that cannot be compared; only --replace may write over it.
            return true;
        }
    }

    private static Task TellAsync(ApiCall call, string path, TrustRoot trust) => call.WriteAsync(
    [
        $"root  SHA-256 {Convert.ToHexStringLower(SHA256.HashData(trust.Roots[0].Span))}",
        Terminal.Clean($"log   {trust.LogVkeys[0]}"),
        .. trust.WitnessVkeys.Select(witness => Terminal.Clean($"witness {witness}")),
        .. trust.Revocations.Select(one => Terminal.Clean(
            $"revoked from log index {one.FromLogIndex} on: the key of {one.Device} at {one.Depot} ({one.Reason})")),
        $"Written to {path}.",
        "They came over the network. Before you trust evidence by them, compare both lines with the centre's operator",
        "on another way, by telephone or on paper.",
    ]);
}
