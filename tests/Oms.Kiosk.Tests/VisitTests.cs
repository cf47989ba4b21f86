using System.Text.Json;
using Microsoft.Playwright;
using Oms.Kiosk.Tests.Support;
using Xunit;

namespace Oms.Kiosk.Tests;

/// <summary>A whole visit at the kiosk, in a real browser before a real gateway that has no centre.</summary>
public sealed class VisitTests : IAsyncLifetime
{
    // Each step once, though the gateway was killed in the middle, and in the name of who did it.
    private static readonly (string Kind, string Actor)[] Expected =
    [
        ("check-out.arrived", "user:D-7"),
        ("check-out.vehicle-inspected", "user:D-7"),
        ("check-out.eld-file-attached", "user:D-7"),
        ("check-out.cargo-verified", "user:S-1"),
        ("check-out.keys-returned", "user:S-1"),
        ("check-out.completed", "user:D-7"),
    ];

    private KioskGateway _gateway = null!;
    private KioskBrowser _kiosk = null!;

    private IPage Page => _kiosk.Page;

    public async ValueTask InitializeAsync()
    {
        KioskBrowser.SkipWithout();
        _gateway = await KioskGateway.StartAsync();
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
    public async Task A_badge_swiped_before_the_last_person_is_quite_signed_out_is_not_signed_out_with_them()
    {
        await _kiosk.SignInByBadgeAsync(KioskGateway.DriverBadge);
        var left = new TaskCompletionSource();
        await Page.RouteAsync("**/kiosk/session", async route =>
        {
            if (route.Request.Method != "DELETE")
            {
                await route.ContinueAsync();
                return;
            }

            // Time enough for a sign-in that does not wait for this to overtake it.
            await Task.WhenAny(Page.WaitForResponseAsync(
                answer => answer.Request.Method == "POST", new() { Timeout = 2_000 }));
            await route.ContinueAsync();
            left.SetResult();
        });
        await _kiosk.HandOverAsync();

        await _kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        await left.Task;
        _ = await Page.ReloadAsync();

        await Assertions.Expect(Page.Locator("#hand-over")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_visit_outlives_a_reload_and_a_killed_gateway_and_ends_with_two_signatures()
    {
        await _gateway.PublishAsync("dd-3", "state", "\"open\":true");
        await _gateway.PublishAsync("eld-12", "reading", "\"odometer_metres\":204118300");
        await _gateway.PublishAsync("rf-07", "reading", "\"zones\":[{\"zone\":1,\"return_milli_c\":4100}]");
        await _kiosk.SignInByPinAsync("d-7");
        var id = await ArriveAsync();
        await _gateway.AttachManifestAsync(id);
        await _kiosk.ExpectDoneAsync("manifest");
        await _kiosk.OpenStepAsync("manifest");
        await _kiosk.ExpectAsync("Stop 1: Corner Shop");

        await InspectAsync();
        await DeliverAsync();
        await SendEldFileToAKilledGatewayAsync();
        await CountAsync();
        await TakeKeysAsync();
        await SignAsync("supervisor");
        await _kiosk.PressAsync("Hand over: Driver");
        await _kiosk.SignInByBadgeAsync(KioskGateway.DriverBadge);
        await SignAsync("driver");
        await _kiosk.ExpectAsync("Completed. The depot has taken over.");

        await AssertRecordedAsync(id);
        Assert.Empty(_kiosk.Complaints);
    }

    // Hardware has filled it in; the driver adds the route alone.
    private async Task<string> ArriveAsync()
    {
        await _kiosk.PressAsync("New arrival");
        await Assertions.Expect(Page.GetByLabel("Vehicle", new() { Exact = true })).ToHaveValueAsync("TRK-12");
        await Assertions.Expect(Page.GetByLabel("Dock")).ToHaveValueAsync("dock-3");
        await Assertions.Expect(Page.GetByLabel("Driver")).ToHaveValueAsync("D-7");
        await Assertions.Expect(Page.GetByLabel("Odometer, km")).ToHaveValueAsync("204118.3");
        await _kiosk.ScanAsync("R-1-");
        await Assertions.Expect(Page.GetByLabel("Route")).ToHaveValueAsync("R-1-");
        await Page.GetByLabel("Route").FillAsync("R-1");
        await _kiosk.PressAsync("Begin the check-out");
        await _kiosk.ExpectAsync("Still to do");
        return new Uri(Page.Url).Fragment.Split('/')[2];
    }

    private async Task InspectAsync()
    {
        await _kiosk.OpenStepAsync("inspection");
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("Not looked at yet");
        var horn = Page.Locator(".part", new() { HasText = "Horn" });
        await horn.Locator("[data-value=defect]").ClickAsync();
        await horn.Locator("textarea").FillAsync("It is silent.");
        await horn.Locator("input[type=file]").SetInputFilesAsync(Pictures.Photo);
        await Assertions.Expect(horn.Locator("img")).ToBeVisibleAsync();
        await _kiosk.PressAsync("All others are good");

        _ = await Page.ReloadAsync();
        await Assertions.Expect(horn.Locator("textarea")).ToHaveValueAsync("It is silent.");
        await Assertions.Expect(horn.Locator("img")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("[data-value=good][aria-pressed=true]")).ToHaveCountAsync(11);
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectDoneAsync("inspection");
    }

    private async Task DeliverAsync()
    {
        await _kiosk.OpenStepAsync("deliveries");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Refused MILK-1L +" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Damaged EGGS-12 +" }).ClickAsync();
        await _kiosk.PressAsync("Send stop 1");
        await _kiosk.ExpectAsync("Why was not all of MILK-1L delivered?");
        await Page.GetByLabel("Reason").Nth(0).FillAsync("Too warm, says the shop.");
        await Page.GetByLabel("Reason").Nth(1).FillAsync("Broken.");
        await _kiosk.PressAsync("Send stop 1");
        await _kiosk.ExpectAsync("Something was delivered");
        await ProveAsync("Anna");
        await _kiosk.PressAsync("Send stop 1");

        await _kiosk.ExpectAsync("Hotel Central");
        await ProveAsync("Bert");
        await _kiosk.PressAsync("Send stop 2");
        await _kiosk.ExpectDoneAsync("deliveries");
    }

    private async Task ProveAsync(string signer)
    {
        await Page.GetByLabel("Signed by").FillAsync(signer);
        await Page.Locator(".photo input[type=file]").SetInputFilesAsync(Pictures.Photo);
        await Assertions.Expect(Page.Locator(".photo img")).ToBeVisibleAsync();
    }

    // Nobody can know that the gateway is gone: the file is entered, waits, and goes out once its owner is back.
    private async Task SendEldFileToAKilledGatewayAsync()
    {
        await _kiosk.OpenStepAsync("eld_file");
        await Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload
            {
                Name = "Drive170421126-000000012.csv",
                MimeType = "text/csv",
                Buffer = "ELD\r"u8.ToArray(),
            });
        await _kiosk.ExpectAsync("Drive170421126-000000012.csv");
        await _gateway.KillAsync();
        await _kiosk.PressAsync("Send");
        await _kiosk.ExpectAsync("Entered. It waits to be sent");
        await _kiosk.ExpectAsync("The gateway does not answer.");

        // Even the page is there again without the gateway, and says what waits.
        _ = await Page.ReloadAsync();
        await _kiosk.ExpectAsync("Entries of D-7 wait.");

        await _gateway.StartAgainAsync();
        await _kiosk.SignInByPinAsync("D-7");
        await _kiosk.ExpectDoneAsync("eld_file");
        await Assertions.Expect(Page.Locator("#waiting")).ToHaveCountAsync(0);
    }

    // One unit at the dock's scanner, one at the kiosk's, while the cursor stands in a field of another step.
    private async Task CountAsync()
    {
        await _gateway.PublishAsync(
            "sc-3", "scan", "\"code\":\"(01)09506000134352(10)L7\",\"sku\":\"MILK-1L\",\"lot\":\"L7\"");
        await _kiosk.HandOverAsync();
        await _kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        await _kiosk.OpenStepAsync("keys");
        await Page.GetByLabel("Key tag").FillAsync("half a t");
        await Page.GetByLabel("Key tag").FocusAsync();
        await _kiosk.ScanAsync("(01)09506000134369(10)L8");
        await Assertions.Expect(Page.Locator("[data-step=cargo][aria-current=step]")).ToBeAttachedAsync();
        var found = Page.Locator("td .good");
        await Assertions.Expect(found).ToHaveTextAsync(["1", "1"]);
        await _kiosk.PressAsync("Close the count");
        await _kiosk.ExpectDoneAsync("cargo");
    }

    private async Task TakeKeysAsync()
    {
        await _kiosk.OpenStepAsync("keys");
        await Assertions.Expect(Page.GetByLabel("Key tag")).ToHaveValueAsync("half a t");
        await _kiosk.ScanAsync("KEY-TRK-12");
        await Assertions.Expect(Page.GetByLabel("Key tag")).ToHaveValueAsync("KEY-TRK-12");
        await _kiosk.PressAsync("I have the keys");
        await _kiosk.ExpectDoneAsync("keys");
    }

    private async Task SignAsync(string role)
    {
        await _kiosk.OpenStepAsync("sign_off");
        await _kiosk.PressAsync("Sign");
        await _kiosk.ExpectAsync("Sign in the field first.");
        await _kiosk.DrawAsync(role == "driver" ? 0.25f : 0.4f);
        await _kiosk.PressAsync("Sign");
        await _kiosk.ExpectAsync(role == "supervisor" ? "You have signed." : "Completed.");
    }

    private async Task AssertRecordedAsync(string id)
    {
        var checkOut = await _gateway.GetAsync($"/check-outs/{id}");
        Assert.Equal(
            ("completed", "depot:lyon"),
            (checkOut.GetProperty("state").GetString(), checkOut.GetProperty("custodian").GetString()));
        var check = await _gateway.GetAsync("/ops/journal/check");
        Assert.True(check.GetProperty("healthy").GetBoolean(), check.GetRawText());

        var records = await _gateway.GetAsync("/records?limit=500");
        var bodies = records.GetProperty("records").EnumerateArray()
            .Where(record => record.GetProperty("leaf").GetProperty("kind").GetString()!
                .StartsWith("check-out.", StringComparison.Ordinal))
            .Select(record => record.GetProperty("body").GetRawText()).ToList();
        foreach (var (kind, actor) in Expected)
        {
            Assert.Equal(
                [actor],
                records.GetProperty("records").EnumerateArray()
                    .Select(record => record.GetProperty("leaf"))
                    .Where(leaf => leaf.GetProperty("kind").GetString() == kind)
                    .Select(leaf => leaf.GetProperty("actor").GetString()));
        }

        // Every file that a record of the visit names is here: the photo, the ELD file, the key's scan and two
        // signatures.
        var named = bodies.SelectMany(Hashes).Distinct().ToList();
        Assert.Equal(5, named.Count);
        Assert.All(named, hash => Assert.True(File.Exists(Path.Combine(_gateway.Data, "attachments", hash)), hash));
    }

    private static IEnumerable<string> Hashes(string body)
    {
        var found = new List<string>();
        Visit(JsonElement.Parse(body));
        return found;

        void Visit(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Name is "photo_sha256" or "signature_sha256" or "sha256"
                        && member.Value.ValueKind == JsonValueKind.String)
                    {
                        found.Add(member.Value.GetString()!);
                    }

                    Visit(member.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item);
                }
            }
        }
    }
}
