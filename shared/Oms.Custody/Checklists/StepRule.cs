using System.Text.Json.Serialization;
using Oms.Custody.CheckOuts;

namespace Oms.Custody.Checklists;

/// <summary>What a checklist asks of one step.</summary>
/// <param name="Step">One of <see cref="CheckOutSteps"/>.</param>
/// <param name="Required">Whether the hand-over waits for it.</param>
public sealed record StepRule(string Step, bool Required)
{
    /// <summary>Whether nothing is loaded before it is done; for a check-in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BeforeLoading { get; init; }

    /// <summary>What its record must be proven with; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EvidenceKind>? Evidence { get; init; }

    /// <summary>The outcomes with which the hand-over may be signed as it is; with another one the receiving party
    /// notes an exception, refuses or disputes. Null: any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Outcomes { get; init; }
}
