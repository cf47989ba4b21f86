using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Oms.Edge.Gateway.Health;

/// <summary>Collects the process's <c>Oms.*</c> meters and writes them as Prometheus text (exposition format
/// 0.0.4).</summary>
internal sealed class PrometheusPage : IDisposable
{
    private const int SeriesMax = 2_000;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public PrometheusPage()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Oms.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var page = new StringBuilder();
        foreach (var family in _series.Values.GroupBy(series => series.Name)
            .OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            _ = page.Append("# TYPE ").Append(family.Key).Append(' ').Append(family.First().Type).Append('\n');
            foreach (var series in family.OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                series.Write(page);
            }
        }

        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name.Replace('.', '_') + Unit(instrument.Unit);
        var labels = new StringBuilder();
        foreach (var (key, tag) in tags)
        {
            var text = Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "";
            _ = labels.Append(labels.Length > 0 ? "," : "").Append(key.Replace('.', '_')).Append("=\"")
                .Append(text.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        var (type, kind) = instrument switch
        {
            Counter<long> or Counter<int> or Counter<double> => ("counter", SeriesKind.Sum),
            UpDownCounter<long> or UpDownCounter<int> => ("gauge", SeriesKind.Sum),
            Histogram<double> or Histogram<long> or Histogram<int> => ("summary", SeriesKind.Summary),
            ObservableCounter<long> or ObservableCounter<int> => ("counter", SeriesKind.Last),
            _ => ("gauge", SeriesKind.Last),
        };
        name = type == "counter" ? name + "_total" : name;
        var identity = $"{name}{{{labels}}}";
        if (_series.Count < SeriesMax || _series.ContainsKey(identity))
        {
            _series.GetOrAdd(identity, _ => new Series(name, labels.ToString(), type, kind)).Add(value);
        }
    }

    private static string Unit(string? unit) =>
        unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };

    private enum SeriesKind
    {
        Sum,
        Last,
        Summary,
    }

    private sealed class Series(string name, string labels, string type, SeriesKind kind)
    {
        private readonly Lock _gate = new();
        private double _value;
        private long _count;

        public string Name => name;

        public string Labels => labels;

        public string Type => type;

        public void Add(double value)
        {
            lock (_gate)
            {
                _value = kind is SeriesKind.Last ? value : _value + value;
                _count++;
            }
        }

        public void Write(StringBuilder page)
        {
            lock (_gate)
            {
                if (kind is SeriesKind.Summary)
                {
                    Line(page, "_sum", _value);
                    Line(page, "_count", _count);
                }
                else
                {
                    Line(page, "", _value);
                }
            }
        }

        private void Line(StringBuilder page, string suffix, double value) => page
            .Append(name).Append(suffix).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ')
            .Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
