using Oms.Custody.CheckOuts;
using Oms.Custody.Temperature;

namespace Oms.Epcis.Mapping;

/// <summary>Seals, papers, meters and weights: what is looked at besides the vehicle and its cargo.</summary>
internal static class ConditionMapping
{
    private const string PaperType = Gs1Names.Namespace + "btt-hazmat-paper";

    public static EventDraft Seal(CheckOutEvent.SealHandled happened, MappingStep step)
    {
        var outcome = StepOutcomes.Of(happened);
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
