using System.Globalization;
using System.Text;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Depots;
using Oms.Central.Hosting;
using Oms.Central.Http;
using Oms.Central.Storage;
using Oms.Contracts;
using Oms.Custody;
using Oms.Entities;
using Oms.Json;
using Oms.Transparency;

namespace Oms.Central.Transparency;

/// <summary>What gateways do as witnesses of the log, and the fraud proofs that they and the ingest find.</summary>
internal static class WitnessEndpoints
{
    /// <summary>The longest answer or report of a gateway.</summary>
    public const int BytesMax = 2 * FraudProof.FileBytesMax;

    private const string FraudType = "application/vnd.oms.fraud+json";

    public static void Map(IEndpointRouteBuilder routes, CentralNode node)
    {
        _ = routes.Get<ListBody<FraudView>>("/frauds", ApiScope.Read, "Fraud proofs", async context =>
            Lists.Ok(
                new ListBody<FraudView>(await node.Frauds.ListAsync(context.RequestAborted), null),
                CentralJson.Default.ListBodyFraudView));
        _ = routes.Get<JsonElement>("/frauds/{id}", ApiScope.Read, "A fraud proof, for oms verify", async context =>
        {
            var id = $"{context.Request.RouteValues["id"]}";
            return await node.Frauds.FindAsync(id, context.RequestAborted) is { } proof
                ? new Answer(200, proof, FraudType) { FileName = id + FraudProof.Extension }
                : Problems.NotFound("such fraud proof");
        });
    }

    /// <summary>Shows a gateway the checkpoint that it is to cosign, and proves that it follows its last one.</summary>
    public static async Task<Answer> OfferAsync(
        HttpContext context, CentralNode node, string depotId, Principal principal)
    {
        var text = context.Request.Query["old"].ToString();
        if (!long.TryParse(
            text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var oldSize))
        {
            return Problems.Invalid("old", "It must be a number.");
        }

        var gateway = await GatewayAsync(node, depotId, principal, context.RequestAborted);
        using var verifier = VerifierOf(depotId, gateway.Device, gateway.PublicKey);
        var request = await node.Model.ReadAtOneMomentAsync(
            reader => OfferAsync(node, reader, verifier.ToVkey(), oldSize, context.RequestAborted),
            context.RequestAborted);
        return Lists.Ok(new WitnessOffer(request), EdgeJson.Default.WitnessOffer);
    }

    /// <summary>Takes a gateway's cosignature.</summary>
    public static async Task<Answer> TakeAsync(CentralNode node, string depotId, Principal principal, byte[] body)
    {
        var (answer, invalid) = StrictBody.Parse(body, EdgeJson.Default.WitnessAnswer);
        if (answer is null)
        {
            return invalid!;
        }

        // Between the record that changes the key and the new one's certificate either may have signed.
        var gateway = await GatewayAsync(node, depotId, principal, CancellationToken.None);
        using var present = VerifierOf(depotId, gateway.Device, gateway.PublicKey);
        using var next = gateway.NextKey is { } key ? VerifierOf(depotId, gateway.Device, key) : null;
        using var timed = TimedOf(answer.Vkey, present.Name);
        if (SignedNote.TryParse(answer.Note) is not { Signatures: [var signature] } note
            || (answer.Vkey is not null ? timed : signature.Claims(present) ? present : (INoteVerifier?)next)
                is not { } verifier
            || !signature.Claims(verifier)
            || (verifier is EcdsaNoteVerifier && !EcdsaNoteVerifier.IsInOneForm(signature.Signature.Span))
            || !verifier.Verify(Encoding.UTF8.GetBytes(note.Text), signature.Signature.Span)
            || Checkpoint.TryParse(note.Text) is not { } checkpoint)
        {
            await node.Ingest.ReportAsync(
                depotId,
                "cosignature-invalid",
                principal,
                "A cosignature is not the enrolled key's, or that of the gateway's own timed key, over a checkpoint.");
            return Told(false, "It is not the enrolled key's signature on a checkpoint, nor one that says the time.");
        }

        await using (var reader = await node.Model.OpenReaderAsync(CancellationToken.None))
        {
            var known = await CheckpointAsync(reader, checkpoint.Size);
            if (known is null || SignedNote.TryParse(known)?.Text != note.Text)
            {
                return Told(false, "It is no checkpoint that this log has signed.");
            }
        }

        return await node.Witnesses.StoreAsync(checkpoint.Size, verifier.ToVkey(), signature)
            ? Told(true, null)
            : Problems.Of(503, "back-pressure", "Too much waits already; try again.");
    }

    /// <summary>Takes what a gateway found against this log.</summary>
    public static async Task<Answer> ReportAsync(CentralNode node, string depotId, Principal principal, byte[] body)
    {
        var (report, invalid) = StrictBody.Parse(body, EdgeJson.Default.FraudReport);
        if (report is null)
        {
            return invalid!;
        }

        var file = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(report.Fraud.GetRawText()));
        var (proof, judged) = FraudVerifier.Read(file, new TrustRoot([node.Keys.RootSpki], [node.Keys.LogVkey], []));
        if (proof is null)
        {
            return Told(false, $"It proves nothing: {judged.Failure!.Reason}");
        }

        await node.Ingest.ReportAsync(
            depotId, proof.Kind, principal, $"{judged.Checks[1].Detail} See fraud proof {proof.Id}.");
        return await node.Frauds.StoreAsync(proof, depotId)
            ? Told(true, null)
            : Problems.Of(503, "back-pressure", "Too much waits already; try again.");
    }

    /// <summary>The newest checkpoint that the tiles cover.</summary>
    public static async Task<(long Size, string? Note)> NewestAsync(System.Data.Common.DbConnection reader) =>
        await reader.OneAsync(
            """
            SELECT size, note FROM log_checkpoints WHERE size <= coalesce((SELECT size FROM log_state), 0)
            ORDER BY size DESC LIMIT 1
            """,
            row => (row.GetInt64(0), (string?)row.GetString(1)));

    /// <summary>The checkpoint of a size, as the log signed it; null where it signed none.</summary>
    public static async Task<string?> CheckpointAsync(System.Data.Common.DbConnection reader, long size) =>
        await reader.OneAsync(
            "SELECT note FROM log_checkpoints WHERE size = @size", row => row.GetString(0), ("@size", size));

    /// <summary>How many witnesses a reader demands (<c>?witnesses=</c>), 0 by default; null where that is no
    /// number.</summary>
    public static int? Demanded(HttpContext context)
    {
        var text = context.Request.Query["witnesses"].ToString();
        return text.Length == 0 ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
            : null;
    }

    private static async Task<string?> OfferAsync(
        CentralNode node,
        System.Data.Common.DbConnection reader,
        string vkey,
        long oldSize,
        CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(reader);
        if (newest.Note is null
            || await node.Witnesses.OfferAsync(vkey, oldSize, newest.Size, cancellationToken) is not { } size)
        {
            return null;
        }

        var note = await CheckpointAsync(reader, size);
        if (note is null || SignedNote.TryParse(note) is not { } signed)
        {
            return null;
        }

        // A witness that signed more than there is now is shown what there is, and judges by itself.
        var log = await TileTable.OpenLogAsync(reader, cancellationToken);
        IReadOnlyList<Digest> proof = oldSize > 0 && oldSize < size
            ? await log.ProveConsistencyAsync(oldSize, size, cancellationToken)
            : [];
        return new WitnessRequest(oldSize, proof, signed).ToString();
    }

    /// <summary>The gateway that asks; it was authenticated by its key.</summary>
    private static async Task<Gateway> GatewayAsync(
        CentralNode node, string depotId, Principal principal, CancellationToken cancellationToken) =>
        (await node.Depots.ReadAsync(CentralNode.Address(Depot.Kind, depotId), cancellationToken))
            .State.Gateways[principal.Id];

    private static EcdsaNoteVerifier VerifierOf(string depotId, string device, string publicKey) => new(
        WitnessCheck.NameOf(depotId, device),
        DevicePublicKey.TryImport(Convert.FromBase64String(publicKey))
            ?? throw new InvalidDataException($"The enrolled key of {device} cannot be read."));

    /// <summary>The key that says the time: of the gateway's own name. The request was signed by its enrolled
    /// key.</summary>
    private static CosignatureVerifier? TimedOf(string? vkey, string name)
    {
        try
        {
            return vkey is not null && NoteKey.NameOf(vkey) == name
                ? NoteKey.Parse(vkey) as CosignatureVerifier
                : null;
        }
        catch (Exception failure) when (failure is FormatException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static Answer Told(bool isStored, string? reason) =>
        Lists.Ok(new EdgeAck(isStored, reason), EdgeJson.Default.EdgeAck);
}
