using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using Oms.Central.Hosting;
using Oms.Central.Inventory;
using Oms.Central.Orders.Checks;
using Oms.Finance;

namespace Oms.Central.Orders;

/// <summary>What is checked of orders before they go on, and when one counts as stuck, from configuration.</summary>
/// <param name="Address">Who verifies addresses; null for nobody.</param>
/// <param name="Fraud">Who checks for fraud; null for nobody.</param>
/// <param name="Limits">The thresholds of the rules for fraud.</param>
/// <param name="Service">Where <see cref="CheckSource.Http"/> checks are made; null where none is.</param>
/// <param name="DuplicateMinutes">How long the same goods for the same customer count as a duplicate; 0 for
/// never.</param>
/// <param name="WindowMinutes">How far back orders count for fraud.</param>
/// <param name="RegisteredChannelsOnly">Whether channels that are not registered are refused.</param>
/// <param name="Watch">When an order counts as stuck.</param>
internal sealed record OrderSettings(
    CheckSource? Address,
    CheckSource? Fraud,
    FraudLimits Limits,
    CheckService? Service,
    int DuplicateMinutes,
    int WindowMinutes,
    bool RegisteredChannelsOnly,
    WatchLimits Watch)
{
    /// <summary>The routing policy of channels that name none; null for none.</summary>
    public string? RoutingPolicy { get; init; }

    /// <summary>The section of these options.</summary>
    public const string Section = "Orders";

    private const string FraudAmount = "FraudAmountMax";

    private const int WindowMinutesDefault = 1_440;
    private const double TimeoutSecondsMax = 30;

    public static OrderSettings None { get; } = new(
        null, null, new FraudLimits(null, null, false), null, 0, WindowMinutesDefault, false, WatchLimits.Default);

    /// <summary>Its options.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Orders:Channels", "Orders:AddressCheck", "Orders:FraudCheck", "Orders:FraudUnitsMax",
        "Orders:FraudOrdersMax", "Orders:FraudCountryMismatch", "Orders:DuplicateMinutes", "Orders:WindowMinutes",
        "Orders:CheckService:Url", "Orders:CheckService:Key", "Orders:CheckService:TimeoutSeconds",
        "Orders:Watch:StepMinutes", "Orders:Watch:TaskHours", "Orders:Watch:UnpromisedHours",
        "Orders:RoutingPolicy",
    ];

    /// <summary>What each order is checked for; null for nothing.</summary>
    public OrderChecks? Checks => Address is null && Fraud is null && DuplicateMinutes == 0
        ? null
        : new OrderChecks(
            Address is not null,
            Fraud is not null,
            DuplicateMinutes > 0,
            DuplicateMinutes > 0 ? DuplicateMinutes : WindowMinutes);

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A value is not of its form; the message names the option.</exception>
    public static OrderSettings From(IConfigurationSection section)
    {
        var service = section.GetSection("CheckService") is var given && given.GetChildren().Any()
            ? ServiceOf(given)
            : null;
        var settings = new OrderSettings(
            SourceOf(section, "AddressCheck"),
            SourceOf(section, "FraudCheck"),
            new FraudLimits(
                NumberOf(section, "FraudUnitsMax", 1, Order.UnitsMax),
                NumberOf(section, "FraudOrdersMax", 0, RecentOrders.EntriesMax),
                section["FraudCountryMismatch"] switch
                {
                    null or "false" => false,
                    "true" => true,
                    var other => throw new StartException(
                        $"Option Orders:FraudCountryMismatch is '{other}'; it must be true or false."),
                })
            {
                Amounts = section.GetSection(FraudAmount).GetChildren()
                    .Select(AmountOf).ToImmutableSortedDictionary(StringComparer.Ordinal),
            },
            service,
            NumberOf(section, "DuplicateMinutes", 0, RecentOrders.WindowMinutesMax) ?? 0,
            NumberOf(section, "WindowMinutes", 1, RecentOrders.WindowMinutesMax) ?? WindowMinutesDefault,
            section["Channels"] switch
            {
                null or "open" => false,
                "registered" => true,
                var other => throw new StartException(
                    $"Option Orders:Channels is '{other}'; it must be open or registered."),
            },
            WatchLimits.From(section.GetSection("Watch")))
        {
            RoutingPolicy = section["RoutingPolicy"] is not { } policy ? null
                : StockItemId.IsLocation(policy) ? policy
                : throw new StartException(
                    $"Option Orders:RoutingPolicy is '{policy}'; it must have 1 to 48 characters, none a control "
                    + "character."),
        };
        return service is not null || !(settings.Address is CheckSource.Http || settings.Fraud is CheckSource.Http)
            ? settings
            : throw new StartException("Option Orders:CheckService:Url is missing; a check is to be made there.");
    }

    /// <summary>Whether an option says what orders in a currency usually cost at most.</summary>
    public static bool IsFraudAmount(string key) =>
        key.StartsWith($"{Section}:{FraudAmount}:", StringComparison.OrdinalIgnoreCase);

    private static KeyValuePair<string, long> AmountOf(IConfigurationSection amount) =>
        Currency.Find(amount.Key) is { } currency
        && long.TryParse(amount.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? KeyValuePair.Create(currency.Code, minor)
            : throw new StartException(
                $"Option {amount.Path} is '{amount.Value}'; it must be like Orders:{FraudAmount}:EUR with a whole "
                + "number of minor units.");

    /// <summary>A whole number; null where none is given.</summary>
    public static int? NumberOf(IConfigurationSection section, string name, int min, int max) =>
        section[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : throw new StartException(
                $"Option {section.Path}:{name} is '{text}'; it must be a whole number from {min} to {max}.");

    private static CheckSource? SourceOf(IConfigurationSection section, string name) =>
        section[name] switch
        {
            null or "off" => null,
            "rules" => CheckSource.Rules,
            "http" => CheckSource.Http,
            var other => throw new StartException(
                $"Option Orders:{name} is '{other}'; it must be off, rules or http."),
        };

    private static CheckService ServiceOf(IConfigurationSection section) => new(
        Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.AbsolutePath.EndsWith('/')
            ? url
            : throw new StartException(
                $"Option Orders:CheckService:Url is '{section["Url"]}'; it must be like https://checks.example.com/ "
                + "with a slash at its end."),
        section["Key"] is { Length: >= 16 and <= 200 } secret && secret.All(c => c is > ' ' and <= '~')
            ? secret
            : throw new StartException(
                "Option Orders:CheckService:Key is missing or not of 16 to 200 printable characters."),
        section["TimeoutSeconds"] is not { } text ? TimeSpan.FromSeconds(5)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0.1 and <= TimeoutSecondsMax
                ? TimeSpan.FromSeconds(seconds)
                : throw new StartException(
                    $"Option Orders:CheckService:TimeoutSeconds is '{text}'; it must be from 0.1 to "
                    + $"{TimeoutSecondsMax}."));
}

/// <summary>Who makes a check.</summary>
internal enum CheckSource
{
    /// <summary>Rules that need nobody to be asked.</summary>
    Rules,

    /// <summary>The service that is configured.</summary>
    Http,
}

/// <summary>How long an order may wait for one thing before it counts as stuck.</summary>
/// <param name="Step">For a step of the centre's own.</param>
/// <param name="Task">For a person: a hold, a change, a route, a delivery.</param>
/// <param name="Unpromised">For stock, where no day is promised.</param>
internal sealed record WatchLimits(Duration Step, Duration Task, Duration Unpromised)
{
    private const int StepMinutesMax = 10_080;
    private const int HoursMax = 8_760;

    public static WatchLimits Default { get; } =
        new(Duration.FromHours(1), Duration.FromHours(168), Duration.FromHours(168));

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartException">A value is not of its form; the message names the option.</exception>
    public static WatchLimits From(IConfigurationSection section) => new(
        OrderSettings.NumberOf(section, "StepMinutes", 1, StepMinutesMax) is { } minutes
            ? Duration.FromMinutes(minutes) : Default.Step,
        OrderSettings.NumberOf(section, "TaskHours", 1, HoursMax) is { } hours
            ? Duration.FromHours(hours) : Default.Task,
        OrderSettings.NumberOf(section, "UnpromisedHours", 1, HoursMax) is { } waiting
            ? Duration.FromHours(waiting) : Default.Unpromised);
}
