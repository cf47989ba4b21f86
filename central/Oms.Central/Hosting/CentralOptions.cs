using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Oms.Central.Carriers;
using Oms.Central.Costing;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Pricing;
using Oms.Epcis.Mapping;

namespace Oms.Central.Hosting;

/// <summary>What an operator may set; <c>docs/central/configuration.md</c> has every option with range and
/// default.</summary>
internal sealed record CentralOptions
{
    /// <summary>Where the API listens, such as <c>http://0.0.0.0:5080</c>; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:5080";

    /// <summary>The directory that holds everything; it is created if it does not exist.</summary>
    public string DataDirectory { get; init; } = string.Empty;

    /// <summary>The transparency log's name, the first line of its checkpoints: a host and path, without
    /// scheme.</summary>
    public string LogOrigin { get; init; } = "oms.example/custody";

    /// <summary>The lowest level that is logged: Trace, Debug, Information, Warning, Error or Critical.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where the centre's own keys lie; null for <c>keys</c> in the data directory. The same keys on every
    /// node.</summary>
    public string? KeysDirectory { get; init; }

    /// <summary>What makes it one node of several; null where it is the only one.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>A clock that runs faster, for drills only; null for the machine's.</summary>
    public ScaledClock? Clock { get; init; }

    /// <summary>How things are named in EPCIS events: the GS1 numbers of the house.</summary>
    public Gs1Names Epcis { get; init; } = Gs1Names.None;

    /// <summary>The payment provider and approval limits.</summary>
    public PaymentSettings Payments { get; init; } = PaymentSettings.None;

    /// <summary>Tax rates and shipping prices; without any, orders with prices are refused.</summary>
    public PriceTables Prices { get; init; } = PriceTables.Empty;

    /// <summary>What is checked of orders, and when one counts as stuck.</summary>
    public OrderSettings Orders { get; init; } = OrderSettings.None;

    /// <summary>Carriers that are asked over HTTP.</summary>
    public CarrierSettings Carriers { get; init; } = CarrierSettings.None;

    /// <summary>How the books are kept.</summary>
    public BookSettings Books { get; init; } = BookSettings.Default;

    /// <summary>Reads options from configuration.</summary>
    /// <exception cref="StartException">A value is out of its range; the message names the option.</exception>
    public static CentralOptions From(IConfiguration configuration)
    {
        var known = new HashSet<string>(
            ["Http:Url", "Data:Directory", "Keys:Directory", "Log:Origin", "Logging:Level", "Clock:Scale",
                "Clock:Origin", "Clock:InnerOrigin", PriceFile.Option, .. EpcisSettings.Known, .. PaymentSettings.Known,
                .. OrderSettings.Known, .. BookSettings.Known, .. ClusterSettings.Known],
            StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null && !known.Contains(key) && !ClusterSettings.IsOfCell(key)
                && !EpcisSettings.IsDepot(key) && !PaymentSettings.IsLimit(key)
                && !OrderSettings.IsFraudAmount(key) && !CarrierSettings.IsCarrier(key))
            {
                throw new StartException($"Option {key} is not known. Known are: {string.Join(", ", known)}.");
            }
        }

        var defaults = new CentralOptions();
        var options = defaults with
        {
            Listen = configuration["Http:Url"] ?? defaults.Listen,
            DataDirectory = configuration["Data:Directory"] ?? string.Empty,
            KeysDirectory = configuration["Keys:Directory"],
            Cluster = ClusterSettings.From(configuration),
            LogOrigin = configuration["Log:Origin"] ?? defaults.LogOrigin,
            LogLevel = configuration["Logging:Level"] is not { } level
                ? defaults.LogLevel
                : Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
                    ? parsed
                    : throw new StartException($"Option Logging:Level is '{level}', which is no log level."),
            Clock = ClockOf(configuration.GetSection("Clock")),
            Epcis = EpcisSettings.From(configuration.GetSection(EpcisSettings.Section)),
            Payments = PaymentSettings.From(configuration.GetSection(PaymentSettings.Section)),
            Prices = PriceFile.Read(configuration[PriceFile.Option]),
            Orders = OrderSettings.From(configuration.GetSection(OrderSettings.Section)),
            Carriers = CarrierSettings.From(configuration.GetSection(CarrierSettings.Section)),
            Books = BookSettings.From(configuration.GetSection(BookSettings.Section)),
        };
        options.Check();
        return options;
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="StartException">One is out of its range; the message names it.</exception>
    public void Check()
    {
        if (!Uri.TryCreate(Listen, UriKind.Absolute, out var url) || url.Scheme != "http" || url.AbsolutePath != "/")
        {
            throw new StartException($"Option Http:Url is '{Listen}'; it must be like http://127.0.0.1:5080.");
        }

        if (string.IsNullOrWhiteSpace(DataDirectory))
        {
            throw new StartException("Option Data:Directory is missing; name the directory that holds everything.");
        }

        Cluster?.Check();
        if (LogOrigin.Length is 0 or > 200 || LogOrigin.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+'))
        {
            throw new StartException(
                $"Option Log:Origin is '{LogOrigin}'; it must have 1 to 200 characters, no white space and no '+'.");
        }
    }

    private static ScaledClock? ClockOf(IConfigurationSection section)
    {
        if (!section.GetChildren().Any())
        {
            return null;
        }

        var scale = double.TryParse(section["Scale"], CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        return scale is >= 1 and <= 10_000
            ? new ScaledClock(scale, InstantOf(section, "Origin"), InstantOf(section, "InnerOrigin"))
            : throw new StartException($"Option Clock:Scale is '{section["Scale"]}'; it must be from 1 to 10000.");
    }

    private static Instant InstantOf(IConfigurationSection section, string name) =>
        InstantPattern.ExtendedIso.Parse(section[name] ?? string.Empty) is { Success: true } parsed
            ? parsed.Value
            : throw new StartException(
                $"Option Clock:{name} is '{section[name]}'; it must be an instant such as 2026-11-21T08:00:00Z.");
}

/// <param name="Scale">Seconds that pass in one real second, from 1 to 10 000.</param>
/// <param name="Origin">What the clock shows at <paramref name="InnerOrigin"/>.</param>
internal sealed record ScaledClock(double Scale, Instant Origin, Instant InnerOrigin);

/// <summary>The service cannot start; the message names the cause and the way out.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
