using System.Security.Cryptography;
using Oms.Custody;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary>Reads an evidence file and the attachments beside it, and has them judged.</summary>
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

        var report = EvidenceVerifier.Verify(bytes, trust);
        var beside = new DirectoryInfo(file.FullName + ".d");
        var folder = attachments ?? beside;
        var found = new List<AttachmentResult>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in report.Attachments)
        {
            var path = Find(folder, reference);
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

    /// <summary>The file of an attachment: by its name if that is a plain file name, or by its SHA-256.</summary>
    private static string? Find(DirectoryInfo folder, AttachmentReference reference)
    {
        string[] names = Path.GetFileName(reference.Name) == reference.Name && reference.Name is not ("" or "." or "..")
            ? [reference.Name, reference.Sha256.ToString()]
            : [reference.Sha256.ToString()];
        return names.Where(name => !name.Contains('\0', StringComparison.Ordinal))
            .Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists);
    }

    private static async Task<bool> IsRightAsync(
        string path, AttachmentReference reference, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return stream.Length == reference.Size
                && Digest.FromBytes(await SHA256.HashDataAsync(stream, cancellationToken)) == reference.Sha256;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
