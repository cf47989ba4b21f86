using NodaTime;
using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;

namespace Oms.Epcis.Mapping;

/// <summary>Seals, papers, meters and weights: what is looked at besides the vehicle and its cargo.</summary>
internal static class ConditionMapping
{
    private const string PaperType = Gs1Names.Namespace + "btt-hazmat-paper";

    /// <summary>From here on a seal that is applied or broken is an association, as the standard has it; what was told
    /// before keeps its event and its id. By the record's own time, so that a rebuilt model tells the same.</summary>
    public static readonly Instant SealsAssociatedFrom = Instant.FromUtc(2026, 11, 29, 0, 0);

    public static EventDraft Seal(CheckOutEvent.SealHandled happened, MappingStep step)
    {
        var outcome = StepOutcomes.Of(happened);
        if (happened is { Action: SealAction.Applied or SealAction.Broken, Number: { } number }
            && step.Record.At >= SealsAssociatedFrom)
        {
            return Association(happened, step, number, outcome);
        }

        return step.Observe(
            happened.Action switch
            {
                SealAction.Applied => "installing",
                SealAction.Broken => "removing",
                _ => "inspecting",
            },
            happened.Action switch
            {
                SealAction.Applied => "container_closed",
                SealAction.Broken => "container_open",
                _ => outcome == "intact" ? "container_closed" : "non_conformant",
            }) with
        {
            At = happened.At,
            Epcs = [step.Names.Asset(happened.Unit)],
            Extensions = step.With(
                ("door", happened.Door), ("seal", happened.Number), ("sealState", outcome),
                ("sealReason", happened.Reason)),
        };
    }

    /// <summary>A seal goes onto what it closes, or comes off it (CBV 2.0, installing and removing).</summary>
    private static EventDraft Association(
        CheckOutEvent.SealHandled happened, MappingStep step, string number, string? outcome)
    {
        var isApplied = happened.Action is SealAction.Applied;
        return step.Start(EventTypes.Association, isApplied ? "ADD" : "DELETE") with
        {
            At = happened.At,
            Parent = step.Names.Asset(happened.Unit),
            Children = [step.Names.Asset(number)],
            BizStep = isApplied ? "installing" : "removing",
            Disposition = isApplied ? "container_closed" : "container_open",
            ReadPoint = step.ReadPoint,
            BizLocation = step.BizLocation,
            Extensions = step.With(
                ("door", happened.Door), ("seal", number), ("sealState", outcome), ("sealReason", happened.Reason)),
        };
    }

    public static EventDraft Hazmat(CheckOutEvent.HazmatChecked happened, MappingStep step) =>
        step.Observe("inspecting", happened.Found == 0 ? "conformant" : "non_conformant") with
        {
            Transactions = [new DraftPair(PaperType, Gs1Names.Sealed(happened.PaperSha256))],
            Extensions = step.With(
                ("materials", string.Join(" ", happened.Materials)),
                ("findings", string.Join("; ", happened.Findings.Select(finding => finding.Message)))),
        };

    public static EventDraft PreCool(CheckOutEvent.PreCoolChecked happened, MappingStep step) =>
        step.Observe("sensor_reporting") with
        {
            At = happened.At,
            Sensor = new DraftSensor(
                step.Vehicle, happened.At, happened.At, null, happened.MilliC, happened.MilliC > happened.TargetMilliC,
                step.Names.Evidence(step.Record.CheckOut)),
            Extensions = step.With(("zone", $"{happened.Zone}"), ("preCoolTarget", $"{happened.TargetMilliC}")),
        };

    public static EventDraft Temperature(CheckOutEvent.TemperatureJudged happened, MappingStep step) =>
        step.Observe("inspecting", happened.Outcome is TemperatureOutcome.Proven ? "conformant" : "non_conformant") with
        {
            Sensor = new DraftSensor(
                step.Names.Asset(happened.Device), happened.From, happened.To, happened.Facts.MinMilliC,
                happened.Facts.MaxMilliC, happened.Outcome is TemperatureOutcome.Excursion,
                step.Names.Evidence(step.Record.CheckOut)),
            Certification = [Gs1Names.Sealed(happened.EvidenceDigest)],
            Extensions = step.With(
                ("zone", $"{happened.Zone}"), ("band", $"{happened.Band.MinMilliC}..{happened.Band.MaxMilliC}"),
                ("verdict", StepOutcomes.Of(happened)), ("verdictVersion", $"{happened.Version}")),
        };

    public static EventDraft Odometer(CheckOutEvent.OdometerRead happened, MappingStep step) =>
        step.Observe("inspecting", Disposition(StepOutcomes.Of(happened) == "consistent")) with
        {
            At = happened.At,
            Extensions = step.With(
                ("odometerMetres", $"{happened.Metres}"), ("engineSeconds", $"{happened.EngineSeconds}")),
        };

    public static EventDraft Weight(CheckOutEvent.WeightRecorded happened, MappingStep step) =>
        step.Observe("inspecting", Disposition(happened.Grams <= happened.LimitGrams)) with
        {
            Extensions = step.With(
                ("weighed", happened.Part), ("grams", $"{happened.Grams}"), ("limitGrams", $"{happened.LimitGrams}")),
        };

    private static string Disposition(bool conforms) => conforms ? "conformant" : "non_conformant";
}
