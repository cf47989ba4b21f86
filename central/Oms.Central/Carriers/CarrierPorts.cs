using System.Collections.Immutable;
using System.Globalization;
using Oms.Central.Hosting;

namespace Oms.Central.Carriers;

/// <summary>Who is asked for the labels of which carrier.</summary>
internal sealed class CarrierPorts : IDisposable
{
    private static readonly ICarrierPort Table = new TableCarrier();
    private static readonly ICarrierPort Nobody = new NoCarrier();

    private readonly Dictionary<string, HttpCarrier> _http;

    private CarrierPorts(Dictionary<string, HttpCarrier> http) => _http = http;

    public static CarrierPorts Of(CarrierSettings settings, TimeProvider time) => new(
        settings.ById.ToDictionary(
            pair => pair.Key, pair => new HttpCarrier(pair.Value, time), StringComparer.OrdinalIgnoreCase));

    public ICarrierPort For(LabelAsk ask) => For(ask.By, ask.Carrier);

    public ICarrierPort For(CarrierKind by, string carrier) =>
        by == CarrierKind.Table ? Table : _http.GetValueOrDefault(carrier) ?? Nobody;

    public void Dispose()
    {
        foreach (var carrier in _http.Values)
        {
            carrier.Dispose();
        }
    }

    /// <summary>Stands for a carrier that is asked over HTTP and for which no address is configured.</summary>
    private sealed class NoCarrier : ICarrierPort
    {
        private const string Why = "not-configured";

        public Task<CarrierAnswer> LabelAsync(LabelCall call, CancellationToken cancellationToken) =>
            Task.FromResult<CarrierAnswer>(new CarrierAnswer.Unclear(Why));

        public Task<CarrierAnswer> VoidAsync(LabelCall call, CancellationToken cancellationToken) =>
            Task.FromResult<CarrierAnswer>(new CarrierAnswer.Unclear(Why));

        public Task<CarrierAnswer> CloseOutAsync(CloseOutCall call, CancellationToken cancellationToken) =>
            Task.FromResult<CarrierAnswer>(new CarrierAnswer.Unclear(Why));

        public Task<string?> DocumentAsync(LabelCall call, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);
    }
}

/// <summary>Carriers that are asked over HTTP, from configuration.</summary>
/// <param name="ById">By the carrier's id.</param>
internal sealed record CarrierSettings(ImmutableSortedDictionary<string, CarrierAccess> ById)
{
    /// <summary>The section of these options.</summary>
    public const string Section = "Carriers";

    private const double TimeoutSecondsMax = 30;

    public static CarrierSettings None { get; } = new(ImmutableSortedDictionary<string, CarrierAccess>.Empty);

    /// <summary>Whether an option is of a carrier, such as <c>Carriers:fast:Url</c>.</summary>
    public static bool IsCarrier(string key) =>
        key.Split(':') is [var section, _, var name]
        && section.Equals(Section, StringComparison.OrdinalIgnoreCase)
        && new[] { "Url", "Key", "TimeoutSeconds" }.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A value is not of its form; the message names the option.</exception>
    public static CarrierSettings From(IConfigurationSection section) => new(
        section.GetChildren().ToImmutableSortedDictionary(
            carrier => carrier.Key, AccessOf, StringComparer.OrdinalIgnoreCase));

    private static CarrierAccess AccessOf(IConfigurationSection section) => new(
        Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.AbsolutePath.EndsWith('/')
            ? url
            : throw new StartException(
                $"Option {section.Path}:Url is '{section["Url"]}'; it must be like https://labels.example.com/ with a "
                + "slash at its end."),
        section["Key"] is { Length: >= 16 and <= 200 } secret && secret.All(c => c is > ' ' and <= '~')
            ? secret
            : throw new StartException(
                $"Option {section.Path}:Key is missing or not of 16 to 200 printable characters."),
        section["TimeoutSeconds"] is not { } text ? TimeSpan.FromSeconds(10)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0.1 and <= TimeoutSecondsMax
                ? TimeSpan.FromSeconds(seconds)
                : throw new StartException(
                    $"Option {section.Path}:TimeoutSeconds is '{text}'; it must be from 0.1 to {TimeoutSecondsMax}."));
}

/// <param name="Url">Where the carrier's API is; ends with a slash.</param>
/// <param name="Key">What this centre shows to the carrier.</param>
/// <param name="Timeout">How long one answer may take; shorter than the lease of a call.</param>
internal sealed record CarrierAccess(Uri Url, string Key, TimeSpan Timeout);
