using System.Text;
using System.Text.Json;
using Oms.Central.Access;
using Oms.Central.Bins;
using Oms.Central.Books;
using Oms.Central.Capacity;
using Oms.Central.Carriers;
using Oms.Central.Channels;
using Oms.Central.Claims;
using Oms.Central.Costing;
using Oms.Central.Custody;
using Oms.Central.Customers;
using Oms.Central.Depots;
using Oms.Central.Epcis;
using Oms.Central.Fleet;
using Oms.Central.Fulfilments;
using Oms.Central.Inventory;
using Oms.Central.Json;
using Oms.Central.Locations;
using Oms.Central.Manifests;
using Oms.Central.Orders;
using Oms.Central.Payments;
using Oms.Central.Products;
using Oms.Central.Purchasing;
using Oms.Central.Returns;
using Oms.Central.Routing;
using Oms.Central.Transfers;
using Oms.Central.Transparency;
using Xunit;

namespace Oms.Central.Tests.Golden;

/// <summary>Events are stored for ever: their names and bytes never change.</summary>
public sealed class GoldenEventsTests
{
    private static readonly EventForm[] Forms =
    [
        .. OrderEvents.Forms, .. StockEvents.Forms, .. RouteEvents.Forms, .. CustodyEvents.Forms, .. DepotEvents.Forms,
        .. FleetVehicleEvents.Forms, .. ClaimEvents.Forms, .. LogEvents.Forms, .. ApiKeyEvents.Forms,
        .. TransferEvents.Forms, .. BinEvents.Forms, .. CapturedEventForms.Forms, .. CaptureJobForms.Forms,
        .. NamedQueryForms.Forms,
        .. SubscriptionForms.Forms, .. PaymentEvents.Forms, .. ProductEvents.Forms, .. GtinEvents.Forms,
        .. LocationEvents.Forms, .. ChannelEvents.Forms, .. CustomerEvents.Forms,
        .. RoutingPolicyEvents.Forms, .. StoredDecisionEvents.Forms, .. CapacityEvents.Forms,
        .. PurchasingEvents.Suppliers, .. PurchasingEvents.Orders,
        .. StoreCreditEvents.Forms,
        .. RecentOrdersEvents.Forms, .. BookEvents.Documents, .. BookEvents.Series, .. CostEvents.Forms,
        .. ReturnEvents.Forms, .. ExchangeEvents.Forms,
        .. CarrierEvents.Forms, .. LabelEvents.Forms, .. CloseOutEvents.Forms,
        .. FulfilmentEvents.Orders, .. FulfilmentEvents.Waves, .. FulfilmentEvents.Series,
    ];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    [Fact]
    public void Every_event_is_written_as_it_was_released()
    {
        var written = EventSamples.All.Concat(EventSamples.Later).Select(Line).ToList();
        var released = File.ReadAllLines(Path.Combine(Folder, "events.jsonl"));
        Assert.Equal(released, written);
    }

    [Fact]
    public void Every_released_event_is_still_read_and_written_back_the_same()
    {
        foreach (var line in File.ReadAllLines(Path.Combine(Folder, "events.jsonl")))
        {
            var name = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            var form = Assert.Single(Forms, form => $"{form.Name}.v{form.Version}" == name);
            var happened = JsonSerializer.Deserialize(line[(name.Length + 1)..], form.Json);
            Assert.Equal(line, Line(happened!));
        }
    }

    [Fact]
    public void Every_form_has_a_sample_and_a_name_of_its_own()
    {
        Assert.Equal(
            Forms.Select(form => form.Type).OrderBy(type => type.FullName, StringComparer.Ordinal),
            EventSamples.All.Select(sample => sample.GetType()).OrderBy(type => type.FullName, StringComparer.Ordinal));
        Assert.Equal(Forms.Length, Forms.Select(form => (form.Name, form.Version)).Distinct().Count());
        Assert.All(Forms, form => Assert.Matches("^[a-z-]+\\.[a-z-]+$", form.Name));
    }

    [Fact]
    public void A_node_says_that_it_understands_the_newest_form_it_has() =>
        Assert.True(Forms.Max(form => form.Since) <= EventForm.Newest);

    [Fact]
    public void A_member_that_is_not_known_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(
            """{"line":1,"quantity":2,"reason":"x","more":1}""", OrderJson.Default.LineCancelled));

    private static string Line(object happened)
    {
        var form = Forms.Single(form => form.Type == happened.GetType());
        var json = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(happened, form.Json));
        return $"{form.Name}.v{form.Version} {json}";
    }
}
