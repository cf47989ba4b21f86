using Microsoft.Playwright;
using Oms.Kiosk.Tests.Support;
using Xunit;

namespace Oms.Kiosk.Tests;

/// <summary>The steps that a checklist may add, each by its own form, and corrections.</summary>
public sealed class EveryStepTests : IAsyncLifetime
{
    private const string Checklists = """
        {"checklists":[{"id":"all","version":1,"scope":{"direction":"check-out"},"steps":[
          {"step":"seals","required":true},{"step":"odometer","required":true},{"step":"weights","required":true},
          {"step":"hazmat","required":true},{"step":"fuel-card","required":true,"evidence":["scan"]},
          {"step":"devices","required":true,"evidence":["photo"],"outcomes":["handed-over"]},
          {"step":"keys","required":true}]}]}
        """;

    private KioskGateway _gateway = null!;
    private KioskBrowser _kiosk = null!;

    private IPage Page => _kiosk.Page;

    private ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public async ValueTask InitializeAsync()
    {
        KioskBrowser.SkipWithout();
        _gateway = await KioskGateway.StartAsync(Checklists);
        _kiosk = await KioskBrowser.OpenAsync(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kiosk is not null)
        {
            await _kiosk.DisposeAsync();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_step_of_a_checklist_has_a_form_and_a_wrong_entry_is_corrected_by_another()
    {
        await _gateway.PublishAsync("eld-12", "reading", "\"odometer_metres\":204118300");
        await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7","dock":"dock-3"}""");
        var id = (await _gateway.GetAsync("/check-outs")).GetProperty("check_outs")[0].GetProperty("id").GetString()!;
        await _kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        await Page.Locator($"[data-visit='{id}']").ClickAsync();

        await SealsAsync();
        await OdometerAsync();
        await WeightsAsync();
        await HazmatAsync();
        await FuelCardAsync();
        await DevicesAsync();
        await KeysAsync();
        await ExceptAsync();
        await _kiosk.ExpectDoneAsync("keys");

        var records = (await _gateway.GetAsync($"/check-outs/{id}/records")).GetProperty("records").EnumerateArray()
            .Select(record => (
                Step: record.GetProperty("step").GetString(),
                Outcome: record.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null))
            .ToList();
        Assert.Equal(
            [
                ("seals", "intact"), ("weights", "within-limit"), ("hazmat", "not-compliant"),
                ("odometer", "consistent"), ("fuel-card", "handed-over"), ("devices", "damaged"), ("keys", "missing"),
                ("exception", null),
            ],
            Sorted(records));
        Assert.Empty(_kiosk.Complaints);
    }

    [Fact]
    public async Task A_check_in_begins_at_the_kiosk_and_nothing_is_loaded_before_it_is_cold_enough()
    {
        await _gateway.PublishAsync("eld-12", "reading", "\"odometer_metres\":204118300");
        await _gateway.PublishAsync("rf-07", "reading", "\"zones\":[{\"zone\":1,\"return_milli_c\":4100}]");
        await _kiosk.SignInByBadgeAsync(KioskGateway.DriverBadge);
        await _kiosk.PressAsync("New arrival");
        await _kiosk.PressAsync("Check-in: the route begins");
        await _kiosk.PressAsync("Begin the check-in");
        await _kiosk.ExpectAsync("Still to do");
        var id = new Uri(Page.Url).Fragment.Split('/')[2];
        await _gateway.AttachManifestAsync(id);
        await Assertions.Expect(Page.Locator("[data-step=deliveries]")).ToHaveCountAsync(0);

        await _kiosk.OpenStepAsync("pre_cool");
        await _kiosk.ExpectAsync("rf-07 measures 4.1 °C.");
        await Assertions.Expect(Field("Temperature, °C")).ToHaveValueAsync("4.1");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("pre_cool");
        var gate = (await _gateway.GetAsync($"/check-outs/{id}")).GetProperty("load_gate");
        Assert.Equal("""{"state":"open","missing":[]}""", gate.GetRawText());
        Assert.Empty(_kiosk.Complaints);
    }

    [Fact]
    public async Task Labels_are_read_by_the_catalogue_and_a_count_by_hand_that_differs_is_ruled_on_with_a_reason()
    {
        await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7","route":"R-2"}""");
        var id = (await _gateway.GetAsync("/check-outs")).GetProperty("check_outs")[0].GetProperty("id").GetString()!;
        await _gateway.PostAsync($"/check-outs/{id}/manifest", """
            {"route":"R-2","version":1,"depot":"lyon","vehicle":"TRK-12","driver":"D-7","stops":[
              {"stop":1,"order":"O-1","consignee":"Corner Shop","lines":[
                {"line":1,"sku":"MILK-1L","lot":"L7","quantity":5}]}],
             "catalogue":{"products":[{"sku":"MILK-1L","lot_tracked":true,
               "items":[{"gtin":"09506000134352","units":1}]}]}}
            """);
        await _gateway.PostAsync($"/check-outs/{id}/deliveries", """
            {"stop":1,"order":"O-1","lines":[{"line":1,"sku":"MILK-1L","lot":"L7","delivered":0,"short":0,"refused":5,
             "damaged":0,"reason":"closed"}]}
            """);
        await _kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        await Page.Locator($"[data-visit='{id}']").ClickAsync();
        await Assertions.Expect(Page.Locator("[data-step=keys]")).ToBeVisibleAsync();
        await _kiosk.ExpectDoneAsync("manifest");

        await _kiosk.ScanAsync("(01)09506000134352(10)L7");
        await _kiosk.ExpectAsync("1 × MILK-1L · L7");
        await _kiosk.ScanAsync("(01)09506000134352");
        await _kiosk.ExpectAsync("Each label of MILK-1L tells its lot");
        await Page.Locator("summary", new() { HasText = "Last scans" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).First.ClickAsync();
        await Assertions.Expect(Page.Locator("td .bad")).ToHaveTextAsync(["1"]);

        await Page.Locator("summary", new() { HasText = "Count by hand" }).ClickAsync();
        await _kiosk.PressAsync("MILK-1L · L7");
        await Field("Quantity").FillAsync("5");
        await _kiosk.PressAsync("Count it");
        await _kiosk.ExpectAsync("MILK-1L · L7: 1 scanned, 5 counted by hand. How many are there?");
        await _kiosk.PressAsync("Close the count");
        await _kiosk.ExpectAsync("Still needed: Reason");
        await Field("Reason").FillAsync("The scanner's battery was empty.");
        await _kiosk.PressAsync("Close the count");
        await Assertions.Expect(Page.Locator("td .good")).ToHaveTextAsync(["5"]);
        Assert.Equal(
            "complete",
            (await _gateway.GetAsync($"/check-outs/{id}/records")).GetProperty("records").EnumerateArray()
                .Single(record => record.GetProperty("step").GetString() == "cargo")
                .GetProperty("outcome").GetString());
        Assert.Empty(_kiosk.Complaints);
    }

    // In the order of the protocol, whatever the numbers of the records are.
    private static IEnumerable<(string? Step, string? Outcome)> Sorted(List<(string? Step, string? Outcome)> records)
    {
        string[] order = ["seals", "weights", "hazmat", "odometer", "fuel-card", "devices", "keys", "exception"];
        return records.OrderBy(record => Array.IndexOf(order, record.Step));
    }

    private async Task SealsAsync()
    {
        await _kiosk.OpenStepAsync("seals");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("Still needed: Door");
        await Field("Door").FillAsync("rear");
        await _kiosk.ScanAsync("ML12345");
        await Assertions.Expect(Field("Seal number")).ToHaveValueAsync("ML12345");
        await _kiosk.PressAsync("Intact");
        await Assertions.Expect(Page.Locator("[data-value=intact][aria-pressed=true]")).ToBeVisibleAsync();
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("seals");
        await _kiosk.ExpectAsync("rear/Checked ML12345");
    }

    // A slip of ten thousand kilometres; the record stays, and another one takes its place.
    private async Task OdometerAsync()
    {
        await _kiosk.OpenStepAsync("odometer");
        await _kiosk.ExpectAsync("The logging device says 204118.3 km.");
        await Field("Odometer, km").FillAsync("214118.5");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("odometer");
        await _kiosk.PressAsync("Correct this entry");
        await _kiosk.ExpectAsync("You correct record");
        await Field("Odometer, km").FillAsync("204118.5");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("Sent and kept.");
        await _kiosk.ExpectDoneAsync("odometer");
    }

    private async Task WeightsAsync()
    {
        await _kiosk.OpenStepAsync("weights");
        await Field("Part").FillAsync("axle 1");
        await Field("Scale").FillAsync("scale-2");
        await Field("Weight, kg").FillAsync("7100,5");
        await Field("Limit, kg").FillAsync("8000");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("weights");
    }

    private async Task HazmatAsync()
    {
        await _kiosk.OpenStepAsync("hazmat");
        await Field("Photo of the paper").SetInputFilesAsync(Pictures.Photo);
        await Assertions.Expect(Page.Locator(".photo img").First).ToBeVisibleAsync();
        await Field("Entry").FillAsync("UN1203, Gasoline, 3, II, 200 L, 1 drum");
        await Field("Gross weight, kg").FillAsync("170");
        await _kiosk.PressAsync("Liquid");
        await _kiosk.PressAsync("The papers are within reach");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("hazmat");
    }

    // The checklist wants the scan itself: what was typed is not enough.
    private async Task FuelCardAsync()
    {
        await _kiosk.OpenStepAsync("fuel_card");
        await Field("Fuel card number").FillAsync("7077-1");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("The checklist asks for proof of this step: scan.");
        await _kiosk.ScanAsync("7077-1");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("fuel_card");
    }

    private async Task DevicesAsync()
    {
        await _kiosk.OpenStepAsync("devices");
        await _kiosk.ScanAsync("tablet-4");
        await _kiosk.PressAsync("Damaged");
        await Page.Locator("summary", new() { HasText = "Proof" }).ClickAsync();
        await Field("Add a photo as proof").SetInputFilesAsync(Pictures.Photo);
        await Assertions.Expect(Page.Locator(".photo img")).ToBeVisibleAsync();
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("devices");
    }

    private async Task KeysAsync()
    {
        await _kiosk.OpenStepAsync("keys");
        await Field("Key tag").FillAsync("KEY-9");
        await _kiosk.PressAsync("Missing");
        await _kiosk.PressAsync("I have the keys");
        await _kiosk.ExpectDoneAsync("keys");
    }

    private async Task ExceptAsync()
    {
        await _kiosk.OpenStepAsync("exception");
        await _kiosk.PressAsync("Devices");
        await Field("Reason").FillAsync("The vehicle stays with the driver until it is towed.");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("Vehicle TRK-12");
    }
}
