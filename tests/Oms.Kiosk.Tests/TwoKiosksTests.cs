using Microsoft.Playwright;
using Oms.Kiosk.Tests.Support;
using Xunit;

namespace Oms.Kiosk.Tests;

/// <summary>Two kiosks on one visit: they see each other, and where they collide the second one is told why.</summary>
public sealed class TwoKiosksTests : IAsyncLifetime
{
    private KioskGateway _gateway = null!;
    private KioskBrowser _one = null!;
    private KioskBrowser _other = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        KioskBrowser.SkipWithout();
        _gateway = await KioskGateway.StartAsync();
        await _gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7"}""");
        var open = await _gateway.GetAsync("/check-outs");
        _id = open.GetProperty("check_outs")[0].GetProperty("id").GetString()!;
        _one = await OpenAsync();
        _other = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_one?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task What_one_does_shows_at_the_other_by_itself()
    {
        await SendKeysAsync(_one, "K-1");

        await _other.ExpectDoneAsync("keys");
        Assert.Empty(_other.Complaints);
    }

    [Fact]
    public async Task The_second_of_two_different_answers_is_told_that_the_first_one_stands_and_keeps_what_was_entered()
    {
        // The other one has not looked since.
        await _other.Page.RouteAsync($"**/check-outs/{_id}", route => route.AbortAsync());
        await _other.OpenStepAsync("keys");
        await _other.Page.GetByLabel("Key tag").FillAsync("K-2");
        await SendKeysAsync(_one, "K-1");
        await _other.PressAsync("I have the keys");

        await _other.ExpectAsync("Somebody else has done this step in another way: Keys.");
        await Assertions.Expect(_other.Page.GetByLabel("Key tag")).ToHaveValueAsync("K-2");
    }

    [Fact]
    public async Task Nobody_signs_what_has_changed_since_they_looked()
    {
        var path = $"/check-outs/{_id}";
        await _gateway.PostAsync(path + "/inspection", """{"outcome":"no-defect","inspected_by":"D-7"}""");
        await _gateway.PostAsync(path + "/keys", """{"key_tag":"K-1","received_by":"S-1"}""");
        await SendEldFileAsync(_one);
        await _one.OpenStepAsync("cargo");
        await _one.PressAsync("Close the count");
        await _other.OpenStepAsync("sign_off");
        await _other.DrawAsync();
        await _other.Page.RouteAsync($"**/check-outs/{_id}", route => route.AbortAsync());
        await _gateway.PostAsync(
            path + "/sign-offs", $$"""{"role":"driver","signer":"D-7","signature_sha256":"{{new string('a', 64)}}"}""");
        await _other.PressAsync("Sign");

        await _other.ExpectAsync("Something changed while you were looking.");
        await _other.Page.UnrouteAllAsync();
        await _other.Page.GetByRole(AriaRole.Cell, new() { Name = "D-7" }).WaitForAsync();
        await _other.PressAsync("Sign");
        await _other.ExpectAsync("Completed. The depot has taken over.");
    }

    private async Task<KioskBrowser> OpenAsync()
    {
        var kiosk = await KioskBrowser.OpenAsync(_gateway);
        await kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        await kiosk.Page.Locator($"[data-visit='{_id}']").ClickAsync();
        return kiosk;
    }

    private static async Task SendKeysAsync(KioskBrowser kiosk, string tag)
    {
        await kiosk.OpenStepAsync("keys");
        await kiosk.Page.GetByLabel("Key tag").FillAsync(tag);
        await kiosk.PressAsync("I have the keys");
        await kiosk.ExpectDoneAsync("keys");
    }

    private static async Task SendEldFileAsync(KioskBrowser kiosk)
    {
        await kiosk.OpenStepAsync("eld_file");
        await kiosk.Page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "x.csv", MimeType = "text/csv", Buffer = "ELD\r"u8.ToArray() });
        await kiosk.ExpectAsync("x.csv");
        await kiosk.PressAsync("Send");
        await kiosk.ExpectDoneAsync("eld_file");
    }
}
