using System.Text;
using System.Text.Json;
using Oms.Contracts;
using Oms.Edge.Gateway.Depot;
using Oms.Edge.Gateway.Storage;
using Oms.Edge.Gateways;
using Oms.Transparency;

namespace Oms.Edge.Gateway.Centre;

/// <summary>The gateway as a witness of the centre's log: it cosigns what follows, and keeps what does not.</summary>
/// <remarks>
/// The last checkpoint it cosigned is on disk before the cosignature leaves (C2SP tlog-witness). A file that cannot be
/// read is no reason to trust the log anew: then it cosigns nothing until a person has looked.
/// </remarks>
/// <param name="name">The name of the key as a witness.</param>
/// <param name="timed">The key that says the time too, where there is one.</param>
/// <param name="tell">Has the gateway's own record take a command, once for each name.</param>
internal sealed class Witness(
    string name,
    DeviceKeyRing keys,
    WitnessKey timed,
    IFileSystem files,
    ICentreLink link,
    Func<GatewayCommand, string, CancellationToken, Task> tell,
    ILogger log)
{
    /// <summary>Where fraud proofs are kept.</summary>
    public const string FraudFolder = "frauds";

    private const string Folder = "witness";
    private const string LastFile = "checkpoint";
    private const string RefusedFile = "refused";
    private const int NotFound = 404;

    private SignedNote? _last;
    private bool _isRead;
    private (string Finding, long Size)? _told;

    /// <summary>What is wrong with the log, or with what is kept of it; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The entries of the last checkpoint that was cosigned; 0 for none.</summary>
    public long Size => _last is null ? 0 : Checkpoint.TryParse(_last.Text)!.Size;

    /// <summary>Asks what there is to cosign, and cosigns it or keeps the proof.</summary>
    /// <param name="logVkey">The log's key, as it was given at the enrolment.</param>
    /// <exception cref="CentreUnavailableException">Try again.</exception>
    /// <exception cref="IOException">The disk does not take what must be kept first.</exception>
    public async Task StepAsync(string logVkey, CancellationToken cancellationToken)
    {
        if (!TryReadLast() || KeyOf(logVkey) is not { } verifier)
        {
            return;
        }

        using var known = verifier as IDisposable;
        try
        {
            var offer = await link.OfferAsync(Size, cancellationToken);
            if (offer.Request is { } text)
            {
                await AnswerAsync(text, verifier, cancellationToken);
            }
        }
        catch (CentreRefusedException failure) when (failure.Status == NotFound)
        {
            // A centre of an older version asks no witnesses.
        }
    }

    private async Task AnswerAsync(string text, INoteVerifier verifier, CancellationToken cancellationToken)
    {
        if (WitnessRequest.TryParse(text) is not { } request)
        {
            Problem = "The centre's log asks for a cosignature in no known form.";
            return;
        }

        switch (WitnessCheck.Judge(_last, request, verifier))
        {
            case WitnessVerdict.Consistent consistent:
                await CosignAsync(request, consistent.Checkpoint, cancellationToken);
                break;
            case WitnessVerdict.NotForUs refused:
                Problem = $"The centre's log asks for a cosignature that it cannot have: {refused.Reason}";
                break;
            case WitnessVerdict.WentBack back:
                await RefuseAsync("went-back", back.Checkpoint.Size, text, null, cancellationToken);
                break;
            case WitnessVerdict.Forked forked:
                var proof = forked.Proof ?? (forked.Missing is { } tile
                    && await link.TileAsync(tile, cancellationToken) is { } content
                        ? WitnessCheck.Complete(_last!, request, verifier, content.Span)
                        : null);
                var size = Checkpoint.TryParse(request.Checkpoint.Text)!.Size;
                await RefuseAsync(proof is null ? "unproven" : "fork", size, text, proof, cancellationToken);
                break;
            case var verdict:
                throw new System.Diagnostics.UnreachableException($"{verdict} is no verdict.");
        }
    }

    private async Task CosignAsync(WitnessRequest request, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        // Without cosignatures of others, which the log may have sent too: it is the log's word that is kept.
        var kept = request.Checkpoint;
        if (_last?.Text != kept.Text)
        {
            Write(Folder, LastFile, Encoding.UTF8.GetBytes(kept.ToString()));
            _last = kept;
        }

        INoteSigner signer = timed.Signer is { } says ? says : new EcdsaNoteSigner(name, keys.Requests);
        var answer = await link.CosignAsync(
            new WitnessAnswer(
                SignedNote.Sign(kept.Text, signer).ToString(),
                signer is CosignatureSigner ? signer.Verifier.ToVkey() : null),
            cancellationToken);
        Problem = answer.Stored ? null : $"The centre did not take a cosignature: {answer.Reason}";
        if (answer.Stored)
        {
            log.Cosigned(checkpoint.Size);
        }
    }

    /// <summary>Keeps both checkpoints and the proof, says so in the depot log and to the centre.</summary>
    private async Task RefuseAsync(
        string finding, long size, string request, LogFork? proof, CancellationToken cancellationToken)
    {
        Problem = finding == "went-back"
            ? $"The centre's log has {size} entries; it had {Size} when this gateway cosigned it."
            : $"The centre's log of {size} entries does not continue the one of {Size} that this gateway cosigned.";
        // Once: what is told is a record of its own, with which the log grows on.
        if (_told == (finding, Size))
        {
            return;
        }

        Write(Folder, RefusedFile, Encoding.UTF8.GetBytes(request));
        log.CheckpointRefused(finding, Size, size, proof?.Id ?? "none");
        if (proof is not null)
        {
            Write(FraudFolder, proof.Id + FraudProof.Extension, proof.Encode());
        }

        await tell(
            new GatewayCommand.RefuseCheckpoint(finding, Size, size, proof?.Id),
            $"refused\n{finding}\n{Size}\n{size}\n{proof?.Id}",
            cancellationToken);
        if (proof is not null)
        {
            _ = await link.ReportFraudAsync(
                new FraudReport(JsonElement.Parse(proof.Encode())), cancellationToken);
        }

        _told = (finding, Size);
    }

    private bool TryReadLast()
    {
        if (_isRead)
        {
            return true;
        }

        if (files.Exists($"{Folder}/{LastFile}"))
        {
            using var file = files.Open($"{Folder}/{LastFile}");
            var octets = new byte[Math.Min(file.Length, SignedNote.CharsMax)];
            var length = file.Read(octets, 0);
            _last = SignedNote.TryParse(Encoding.UTF8.GetString(octets, 0, length));
            if (_last is null || Checkpoint.TryParse(_last.Text) is null)
            {
                _last = null;
                Problem = $"{Folder}/{LastFile} cannot be read, so this gateway cosigns nothing: see operations.md.";
                return false;
            }
        }

        _isRead = true;
        return true;
    }

    private INoteVerifier? KeyOf(string vkey)
    {
        try
        {
            return NoteKey.Parse(vkey);
        }
        catch (Exception failure) when (failure is FormatException or PlatformNotSupportedException)
        {
            Problem = $"The key of the centre's log cannot be used: {failure.Message}";
            return null;
        }
    }

    private void Write(string folder, string file, byte[] octets)
    {
        files.CreateFolder(folder);
        using (var draft = files.Open($"{folder}/{file}.new"))
        {
            draft.SetLength(0);
            draft.Write(octets, 0);
            draft.Flush();
        }

        files.Replace($"{folder}/{file}.new", $"{folder}/{file}");
        files.FlushFolder(folder);
    }
}
