using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime.Extensions;
using Oms.Testing;

namespace Oms.Simulation.Tests;

/// <summary>What happened in a run, in order, and how often each kind of fault was hit.</summary>
/// <remarks>It holds nothing that a signature decides, so that one seed gives one trace.</remarks>
internal sealed class Trace(ManualTime time)
{
    private readonly List<string> _lines = [];
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();

    /// <summary>How often each kind of fault was hit.</summary>
    public IReadOnlyDictionary<string, int> Faults => _faults;

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(string.Create(
        CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).ToDuration().TotalSeconds,9:F3} {line}"));

    /// <summary>Notes that a fault was injected.</summary>
    public void Fault(string kind)
    {
        Count(kind, 1);
        Add($"!! {kind}");
    }

    public void Count(string kind, int times) => _faults[kind] = _faults.GetValueOrDefault(kind) + times;

    /// <summary>Lower-case hex of the SHA-256 of all lines.</summary>
    public string Hash() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _lines))));

    public string Last(int lines) => string.Join('\n', _lines.TakeLast(lines));
}
