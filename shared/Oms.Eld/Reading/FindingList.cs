namespace Oms.Eld.Reading;

/// <summary>Findings, up to a bound: a file that is none at all must not fill the memory.</summary>
internal sealed class FindingList
{
    private readonly List<EldFinding> _findings = [];
    private int _left;

    public void Add(EldFinding finding)
    {
        if (_findings.Count < EldReader.FindingsMax)
        {
            _findings.Add(finding);
        }
        else
        {
            _left++;
        }
    }

    public void Error(string code, int line, string field, string message, string source) =>
        Add(new(code, EldSeverity.Error, line, field, message, source));

    /// <summary>All of them, in the order of their lines.</summary>
    public IReadOnlyList<EldFinding> ToList()
    {
        var sorted = _findings.OrderBy(finding => finding.Line == 0 ? int.MaxValue : finding.Line).ToList();
        if (_left > 0)
        {
            sorted.Add(new(
                EldFindingCodes.TooManyFindings, EldSeverity.Error, 0, "",
                $"{_left} more findings are left out; mend these {EldReader.FindingsMax} first.", ""));
        }

        return sorted;
    }
}
