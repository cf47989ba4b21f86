using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Oms.Central.Operations;

/// <summary>The figures of this process in Prometheus text format.</summary>
/// <threadsafety>Any thread may call any member.</threadsafety>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Series beyond this are not kept: a label with too many values must not fill the memory.</summary>
    private const int SeriesMax = 2_000;

    private static readonly double[] Bounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>All figures that there are, those without a value yet too.</summary>
    private readonly ConcurrentDictionary<string, (string Type, string Description)> _families =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <param name="meters">Who makes the meters of this node; another node of the same process has its own.</param>
    public PrometheusText(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument.Meter.Name)
                && (instrument.Meter.Scope is not { } scope || ReferenceEquals(scope, meters)))
            {
                _families[NameOf(instrument)] = (TypeOf(instrument), instrument.Description ?? string.Empty);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public byte[] Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        var known = _series.Values.ToLookup(series => series.Name, StringComparer.Ordinal);
        foreach (var (name, (type, description)) in _families.OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            _ = text.Append("# HELP ").Append(name).Append(' ').Append(description.ReplaceLineEndings(" ")).Append('\n')
                .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
            foreach (var series in known[name].OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                series.Write(text);
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        var key = $"{instrument.Meter.Name}/{instrument.Name}{{{labels}}}";
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= SeriesMax)
            {
                return;
            }

            series = _series.GetOrAdd(key, _ => new Series(NameOf(instrument), TypeOf(instrument), labels));
        }

        var isObservable = instrument.IsObservable;
        series.Add(value, replace: isObservable || series.Type == "gauge"
            && instrument is not UpDownCounter<long> and not UpDownCounter<int>);
    }

    private static bool IsWanted(string meter) =>
        meter.StartsWith("Oms.", StringComparison.Ordinal)
        || meter is "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel" or "System.Runtime";

    private static string TypeOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : name.Contains("UpDown", StringComparison.Ordinal) || name.Contains("Gauge", StringComparison.Ordinal)
                ? "gauge"
            : "counter";
    }

    private static string NameOf(Instrument instrument)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (var c in instrument.Name)
        {
            _ = name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        _ = instrument.Unit switch
        {
            "s" => name.Append("_seconds"),
            "By" => name.Append("_bytes"),
            _ => name,
        };
        return TypeOf(instrument) == "counter" ? name.Append("_total").ToString() : name.ToString();
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Add($"{name.Replace('.', '_')}=\"{escaped}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private sealed class Series(string name, string type, string labels)
    {
        private readonly Lock _turn = new();
        private readonly long[] _buckets = new long[Bounds.Length + 1];
        private double _sum;
        private long _count;

        public string Name { get; } = name;

        public string Type { get; } = type;

        public string Labels { get; } = labels;

        public void Add(double value, bool replace)
        {
            lock (_turn)
            {
                _sum = replace ? value : _sum + value;
                _count++;
                var bucket = Array.FindIndex(Bounds, bound => value <= bound);
                _buckets[bucket < 0 ? Bounds.Length : bucket]++;
            }
        }

        public void Write(StringBuilder text)
        {
            lock (_turn)
            {
                if (Type != "histogram")
                {
                    Line(text, Name, Labels, _sum);
                    return;
                }

                var below = 0L;
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    below += _buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, $"{Name}_bucket", Join(Labels, $"le=\"{bound}\""), below);
                }

                Line(text, $"{Name}_sum", Labels, _sum);
                Line(text, $"{Name}_count", Labels, _count);
            }
        }

        private static string Join(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

        private static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(name)
                .Append(labels.Length == 0 ? string.Empty : $"{{{labels}}}")
                .Append(' ')
                .Append(value.ToString("R", CultureInfo.InvariantCulture))
                .Append('\n');
    }
}
