using System.Security.Cryptography;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>Reads an evidence file and the attachments beside it, or a fraud proof, and has them judged.</summary>
internal static class FileVerification
{
    public static async Task<FileResult> RunAsync(
        FileInfo file, TrustRoot trust, DirectoryInfo? attachments, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            if (file.Exists && file.Length > EvidenceVerifier.FileBytesMax)
            {
                return new FileResult(
                    file.ToString(), null, $"It is larger than {EvidenceVerifier.FileBytesMax} bytes.", [], []);
            }

            bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new FileResult(file.ToString(), null, failure.Message, [], []);
        }

        var report = file.Name.EndsWith(FraudProof.Extension, StringComparison.Ordinal)
            ? FraudVerifier.Verify(bytes, trust)
            : EvidenceVerifier.Verify(bytes, trust);
        var beside = new DirectoryInfo(file.FullName + ".d");
        var folder = attachments ?? beside;
        var found = new List<AttachmentResult>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in report.Attachments)
        {
            // Where two references share a name, the name cannot tell whose file it is.
            var named = report.Attachments.Count(other => other.Name == reference.Name) == 1;
            var path = Find(folder, reference, named ? reference.Name : null);
            known.Add(path ?? "");
            found.Add(new AttachmentResult(
                reference,
                path is null ? AttachmentState.Absent
                : await IsRightAsync(path, reference, cancellationToken) ? AttachmentState.Right
                : AttachmentState.Wrong));
        }

        // A folder given for many files holds others' attachments too; the one named after this file should not.
        var extra = attachments is null && beside.Exists && report.Verdict == EvidenceVerdict.Valid
            ? beside.EnumerateFiles().Select(other => other.FullName).Where(path => !known.Contains(path)).Order()
            : Enumerable.Empty<string>();
        return new FileResult(file.ToString(), report, null, found, [.. extra.Select(path => Path.GetFileName(path))]);
    }

    /// <summary>The file of an attachment: by its SHA-256, or by its name if that is a plain file name.</summary>
    private static string? Find(DirectoryInfo folder, AttachmentReference reference, string? name)
    {
        var plain = name is not (null or "" or "." or "..") && Path.GetFileName(name) == name
            && !name.Contains('\0', StringComparison.Ordinal);
        string[] names = plain ? [reference.Sha256.ToString(), name!] : [reference.Sha256.ToString()];
        return names.Select(file => Path.Combine(folder.FullName, file)).FirstOrDefault(File.Exists);
    }

    private static async Task<bool> IsRightAsync(
        string path, AttachmentReference reference, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return (reference.Size is null || stream.Length == reference.Size)
                && Digest.FromBytes(await SHA256.HashDataAsync(stream, cancellationToken)) == reference.Sha256;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
