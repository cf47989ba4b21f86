using System.Text.Json;
using Microsoft.Playwright;
using Oms.Kiosk.Tests.Support;
using Xunit;

namespace Oms.Kiosk.Tests;

/// <summary>How the pages look, at both sizes and in both languages. Where the variable OMS_KIOSK_PICTURES names a
/// folder, a picture of each is left there.</summary>
public sealed class LookTests
{
    private static readonly string[] Steps =
    [
        "manifest", "inspection", "deliveries", "eld_file", "cargo", "keys", "temperatures", "sign_off", "ending",
    ];

    private static readonly string[] More =
    [
        "odometer", "seals", "weights", "fuel_card", "devices", "hazmat", "exception",
    ];

    /// <summary>What overflows, what is too small to be touched, and what is too pale to be read.</summary>
    private const string Faults = """
        () => {
          const faults = []
          const shown = element =>
            element.offsetParent !== null && getComputedStyle(element).visibility !== 'hidden'
          if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the screen')
          for (const element of document.querySelectorAll('main, .panel, .steps, header, .notices')) {
            if (shown(element) && element.scrollWidth > element.clientWidth + 1) {
              faults.push(`${element.tagName}.${element.className} is wider than its place`)
            }
          }
          const touched = 'button, input:not(.file), select, textarea, .button, summary'
          for (const element of document.querySelectorAll(touched)) {
            const box = element.getBoundingClientRect()
            if (shown(element) && (box.height < 48 || box.width < 48)) {
              faults.push(`${element.tagName} ${element.textContent} is ${box.width} x ${box.height}`)
            }
          }
          const light = colour => {
            const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(Number).map(one => one / 255)
              .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
          }
          const ground = element => {
            for (let at = element; at; at = at.parentElement) {
              const colour = getComputedStyle(at).backgroundColor
              if (colour !== 'rgba(0, 0, 0, 0)' && colour !== 'transparent') return colour
            }
            return 'rgb(255, 255, 255)'
          }
          for (const element of document.querySelectorAll('body *')) {
            const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
            if (!own || !shown(element)) continue
            const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a)
            const contrast = (pair[0] + 0.05) / (pair[1] + 0.05)
            if (contrast < 7) faults.push(`${element.tagName} "${element.textContent}" has a contrast of ${contrast}`)
          }
          return faults
        }
        """;

    [Theory]
    [InlineData(1280, 800, "en-US")]
    [InlineData(1280, 800, "de-DE")]
    [InlineData(800, 480, "en-US")]
    [InlineData(800, 480, "de-DE")]
    public async Task Every_page_fits_the_screen_and_can_be_read_and_touched(int width, int height, string language)
    {
        KioskBrowser.SkipWithout();
        await using var gateway = await KioskGateway.StartAsync();
        await gateway.PublishAsync("dd-4", "state", "\"open\":true");
        await gateway.PublishAsync("eld-12", "reading", "\"odometer_metres\":204118300");
        await gateway.PublishAsync(
            "rf-07", "reading", "\"zones\":[{\"zone\":1,\"return_milli_c\":4100,\"setpoint_milli_c\":4000}]");
        await gateway.PostAsync("/check-outs", """{"vehicle":"TRK-12","driver":"D-7","route":"R-1","dock":"dock-3"}""");
        var id = (await gateway.GetAsync("/check-outs")).GetProperty("check_outs")[0].GetProperty("id").GetString()!;
        await gateway.AttachManifestAsync(id);
        await using var kiosk = await KioskBrowser.OpenAsync(gateway, width, height, language);
        var page = kiosk.Page;
        await page.Locator("#person").WaitForAsync();
        await LookAsync("sign-in");

        await kiosk.SignInByBadgeAsync(KioskGateway.DriverBadge);
        await page.Locator(".tile").First.WaitForAsync();
        await LookAsync("visits");
        _ = await page.EvaluateAsync("() => { location.hash = '#/arrival' }");
        await page.Locator("select").WaitForAsync();
        await LookAsync("arrival");

        await OpenAsync(null);
        await LookAsync("visit");
        foreach (var step in Steps)
        {
            await OpenAsync(step);
            if (step == "inspection")
            {
                await page.Locator("[data-value=defect]").First.ClickAsync();
                await page.Locator("textarea").FillAsync("It rattles.");
            }

            if (step == "deliveries")
            {
                await page.Locator(".stepper button").Nth(1).ClickAsync();
            }

            await LookAsync($"driver-{step}");
        }

        await FinishAsync(gateway, id);
        await kiosk.HandOverAsync();
        await kiosk.SignInByBadgeAsync(KioskGateway.SupervisorBadge);
        foreach (var step in More)
        {
            await OpenAsync(step);
            await page.Locator(".panel .bar").First.WaitForAsync();
            await LookAsync($"supervisor-{step}");
        }

        await OpenAsync("cargo");
        await kiosk.ScanAsync("(01)09506000134352(10)L6");
        await page.Locator(".asks").WaitForAsync();
        await LookAsync("supervisor-cargo");
        await gateway.PostAsync($"/check-outs/{id}/cargo-verification", """{"verified_by":"S-1"}""");
        await gateway.PostAsync($"/check-outs/{id}/keys", """{"key_tag":"K","received_by":"S-1"}""");
        await OpenAsync("keys");
        await kiosk.ExpectDoneAsync("keys");
        await LookAsync("supervisor-keys");
        await OpenAsync("sign_off");
        await page.Locator(".pad").WaitForAsync();
        await kiosk.DrawAsync();
        await LookAsync("supervisor-sign_off");
        await gateway.KillAsync();
        await page.Locator(".notices .waits").WaitForAsync();
        await LookAsync("unreachable");

        async Task OpenAsync(string? step)
        {
            _ = await page.EvaluateAsync("hash => { location.hash = hash }", $"#/visit/{id}/{step}");
            await page.Locator(step is null ? ".steps" : $"[data-step={step}][aria-current=step]")
                .WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await page.WaitForFunctionAsync("() => document.querySelector('.panel h1')");
        }

        async Task LookAsync(string name)
        {
            if (Environment.GetEnvironmentVariable("OMS_KIOSK_PICTURES") is { Length: > 0 } folder)
            {
                _ = await page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(folder, $"{width}-{language[..2]}-{name}.png"),
                });
            }

            var faults = await page.EvaluateAsync<JsonElement>(Faults);
            Assert.True(faults.GetArrayLength() == 0, $"{name}: {faults}");
            Assert.Empty(kiosk.Complaints);
        }
    }

    private static async Task FinishAsync(KioskGateway gateway, string id)
    {
        var path = $"/check-outs/{id}";
        var hash = new string('a', 64);
        var pod = $$"""{"signed_by":"Anna","signed_at":"2026-03-01T11:00:00Z","signature_sha256":"{{hash}}"}""";
        await gateway.PostAsync(path + "/inspection", """{"outcome":"no-defect","inspected_by":"D-7"}""");
        await gateway.PostAsync(path + "/deliveries", $$"""
            {"stop":1,"order":"O-1","pod":{{pod}},"lines":[
              {"line":1,"sku":"MILK-1L","lot":"L7","delivered":9,"short":0,"refused":1,"damaged":0,"reason":"warm"},
              {"line":2,"sku":"EGGS-12","lot":"L8","delivered":4,"short":0,"refused":0,"damaged":0}]}
            """);
        await gateway.PostAsync(path + "/deliveries", $$"""
            {"stop":2,"order":"O-2","pod":{{pod}},"lines":[
              {"line":1,"sku":"HAM-500","lot":"L9","delivered":6,"short":0,"refused":0,"damaged":0}]}
            """);
        await gateway.PutAsync(path + "/eld-file?name=x.csv", "ELD\r");
    }
}
