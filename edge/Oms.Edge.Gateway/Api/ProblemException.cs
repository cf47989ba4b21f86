using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Oms.Actors;
using Oms.Actors.Journal;
using Rejection = Oms.Custody.CheckOuts.CheckOutRejection;

namespace Oms.Edge.Gateway.Api;

/// <summary>An answer that says no: RFC 9457.</summary>
internal sealed class ProblemException(int status, string type, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    public int? RetryAfterSeconds { get; init; }

    public static ProblemException Malformed(string field, string detail) =>
        new ProblemException(400, "malformed", detail).With("field", field);

    public static ProblemException NotFound(string what) => new(404, "not-found", $"There is no {what}.");

    /// <param name="quarantine">Why the entity is set aside; null for another reason.</param>
    public static ProblemException Unavailable(RetryReason reason, QuarantineRow? quarantine) =>
        quarantine is { Address: { } entity }
            ? new ProblemException(
                503,
                "quarantined",
                $"The {entity.Kind} {entity.Id} is set aside since {quarantine.Since}. When the cause is mended, an "
                    + $"operator releases it: oms entities release {entity.Kind} {entity.Id}. Then the same request "
                    + "with the same key is taken.")
            {
                RetryAfterSeconds = 60,
            }.With("incident", quarantine.Incident).With("reason", quarantine.Reason ?? "")
            : new ProblemException(503, "unavailable", $"Try again with the same key: {reason}.")
            {
                RetryAfterSeconds = 1,
            };

    /// <summary>The rules say no.</summary>
    public static ProblemException Of(Rejection rejection) => rejection switch
    {
        Rejection.NotArrived => Conflict("not-arrived", "Nothing came in under this id."),
        Rejection.AlreadyArrived r => Conflict("already-arrived", "Another arrival has this id.")
            .With("vehicle", r.Vehicle).With("driver", r.Driver),
        Rejection.Closed r => Conflict("closed", $"The check-out is {r.Outcome}.").With("outcome", r.Outcome),
        Rejection.StepDoneDifferently r => Conflict(
            "step-done-differently",
            $"The step was done before with another content; a correction says \"supersedes\": {r.Record}.")
            .With("step", r.Step).With("record", r.Record),
        Rejection.RoleNotAllowed r => Conflict(
            "role-not-allowed",
            $"In the role {StepActors.Name(r.Role)} nobody does this step; it is done by: {Roles(r.Allowed)}.")
            .With("step", r.Step).With("role", StepActors.Name(r.Role)).With("allowed", Roles(r.Allowed)),
        Rejection.NotInDirection r => Conflict("not-in-direction", "The step is none of this kind of visit.")
            .With("step", r.Step),
        Rejection.NothingToSupersede r => Conflict("nothing-to-supersede", "The step has no record to correct.")
            .With("step", r.Step).With("named", r.Named),
        Rejection.SupersededBefore r => Conflict(
            "superseded-before", $"Record {r.Record} stands in the place of record {r.Named}; look at it first.")
            .With("step", r.Step).With("named", r.Named).With("record", r.Record),
        Rejection.EvidenceMissing r => Conflict("evidence-missing", "The checklist asks for proof of this step.")
            .With("step", r.Step).With("kind", r.Kind.ToString().ToLowerInvariant()),
        Rejection.PartsMissing r => Conflict("parts-missing", "The checklist names parts that were not looked at.")
            .With("parts", string.Join(',', r.Parts)),
        Rejection.LoadGateClosed r => Conflict("load-gate-closed", "Nothing is loaded before these steps are done.")
            .With("missing", string.Join(',', r.Missing)),
        Rejection.AwaitingRepair r => Conflict(
            "awaiting-repair", "The vehicle leaves only after each of its defects is certified.")
            .With("defects", string.Join(',', r.Defects)),
        Rejection.OutcomesNotAcceptable r => Conflict(
            "outcomes-not-acceptable",
            "The checklist does not let these outcomes pass: note an exception, refuse or dispute.")
            .With("steps", string.Join(',', r.Steps)),
        Rejection.NotThere r => Conflict("not-there", "So much of it is not there to be handed over.")
            .With("item", r.Item.Id).With("quantity", r.Quantity).With("present", r.Present),
        Rejection.SignatureEmpty r => Conflict("signature-empty", "Nothing was drawn; sign again.")
            .With("field", r.Field),
        Rejection.ManifestMissing => Conflict("manifest-missing", "The manifest is not known yet."),
        Rejection.ManifestMismatch r => Conflict("manifest-mismatch", $"The manifest's {r.Field} is not the arrival's.")
            .With("field", r.Field).With("expected", r.Expected).With("actual", r.Actual),
        Rejection.UnknownStop r => Conflict("unknown-stop", "The manifest has no such stop with that order.")
            .With("stop", r.Stop).With("order", r.Order),
        Rejection.UnknownLine r =>
            Conflict("unknown-line", "The lines must be those of the manifest, each once.").With("line", r.Line),
        Rejection.CountsDoNotAddUp r =>
            Conflict("counts-do-not-add-up", "The four counts must add up to what was loaded.")
            .With("line", r.Line).With("expected", r.Expected).With("actual", r.Actual),
        Rejection.ReasonMissing r => Conflict("reason-missing", "Why was not all delivered?").With("line", r.Line),
        Rejection.PodMissing r => Conflict("pod-missing", "Something was delivered; who signed?").With("stop", r.Stop),
        Rejection.StopsOpen r => Conflict("stops-open", "Every stop comes before the count.")
            .With("stops", string.Join(',', r.Stops)),
        Rejection.CountClosed => Conflict("count-closed", "The count of what came back is closed."),
        Rejection.CountOpen r => Conflict(
            "count-open",
            "Scans and manual count differ on these lines. Count again, or close the count with a ruling and its "
                + "reason for each of them.")
            .With("lines", string.Join(',', r.Lines.Select(line => $"{line.Sku}/{line.Lot}"))),
        Rejection.StepsOpen r =>
            Conflict("steps-open", "Steps are missing.").With("missing", string.Join(',', r.Missing)),
        Rejection.SameSigner r =>
            Conflict("same-signer", "Driver and supervisor must be two persons.").With("signer", r.Signer),
        Rejection.WrongSigner r => Conflict("wrong-signer", "Only the driver of this check-out signs as driver.")
            .With("expected", r.Expected).With("actual", r.Actual),
        Rejection.TooMany r =>
            Conflict("too-many", $"At most {r.Max} {r.What}.").With("what", r.What).With("max", r.Max),
        Rejection.Invalid r => Conflict("invalid", r.Detail).With("field", r.Field),
        _ => Conflict("refused", rejection.ToString()),
    };

    private static string Roles(IEnumerable<Custody.CheckOuts.Role> roles) =>
        string.Join(',', roles.Select(StepActors.Name));

    public static ProblemException Conflict(string type, string detail) => new(409, type, detail);

    public ProblemException With(string fact, string value)
    {
        Facts[fact] = value;
        return this;
    }

    public ProblemException With(string fact, long value) => With(fact, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The problem document (RFC 9457); the facts are members beside the standard ones.</summary>
    public byte[] ToJson()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:oms:problem:{Type}");
            json.WriteString("title", Type.Replace('-', ' '));
            json.WriteNumber("status", Status);
            json.WriteString("detail", Message);
            foreach (var (fact, value) in Facts)
            {
                json.WriteString(fact, value);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
