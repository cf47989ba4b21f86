using System.Collections.Concurrent;
using Microsoft.Playwright;
using Oms.Testing;
using Xunit;

namespace Oms.Kiosk.Tests.Support;

/// <summary>One kiosk: headless Chromium with a profile of its own, on the gateway's page.</summary>
internal sealed class KioskBrowser : IAsyncDisposable
{
    public const string Executable = "/usr/bin/chromium";
    private const float WaitMilliseconds = 30_000;
    private readonly TempDirectory _profile;
    private readonly IPlaywright _playwright;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private KioskBrowser(TempDirectory profile, IPlaywright playwright, IBrowserContext context)
    {
        (_profile, _playwright, _context, Page) = (profile, playwright, context, context.Pages[0]);
        context.SetDefaultTimeout(WaitMilliseconds);
        Assertions.SetDefaultExpectTimeout(WaitMilliseconds);
        Page.PageError += (_, failure) => _complaints.Enqueue(failure);
        Page.Console += (_, message) =>
        {
            // What the gateway refuses, or is not there to answer, the browser calls an error as well.
            if (message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Scripts that failed, and what the page's policy forbade.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens the gateway's page; it is trusted by the key of its certificate, as the guide says.</summary>
    public static async Task<KioskBrowser> OpenAsync(
        KioskGateway gateway, int width = 1280, int height = 800, string language = "en-US")
    {
        var profile = new TempDirectory();
        var playwright = await Playwright.CreateAsync();
        var context = await playwright.Chromium.LaunchPersistentContextAsync(
            profile.Path,
            new BrowserTypeLaunchPersistentContextOptions
            {
                ExecutablePath = Executable,
                Headless = true,
                Locale = language,
                ViewportSize = new ViewportSize { Width = width, Height = height },
                Args =
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    $"--ignore-certificate-errors-spki-list={gateway.KeyPin}",
                ],
            });
        var browser = new KioskBrowser(profile, playwright, context);
        _ = await browser.Page.GotoAsync(gateway.Url.AbsoluteUri);
        return browser;
    }

    public static void SkipWithout() =>
        Assert.SkipUnless(File.Exists(Executable), "chromium is not installed.");

    public Task ExpectAsync(string text) =>
        Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task PressAsync(string button) =>
        Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Opens a step by the name that the gateway gives it.</summary>
    public async Task OpenStepAsync(string step)
    {
        if (await Page.Locator(".back").IsVisibleAsync())
        {
            await Page.Locator(".back").ClickAsync();
        }

        await Page.Locator($"[data-step={step}]").ClickAsync();
    }

    public Task ExpectDoneAsync(string step) =>
        Assertions.Expect(Page.Locator($"[data-step={step}].done")).ToBeAttachedAsync();

    public async Task SignInByPinAsync(string person)
    {
        await Page.Locator("#person").FillAsync(person);
        foreach (var digit in KioskGateway.Pin)
        {
            await Page.Locator(".keypad").GetByText($"{digit}", new() { Exact = true }).ClickAsync();
        }

        await Page.Locator("#enter").ClickAsync();
        await Assertions.Expect(Page.Locator("#hand-over")).ToBeVisibleAsync();
    }

    /// <summary>What a scanner does that is a keyboard to the machine: keys without a pause, then Enter.</summary>
    /// <remarks>In one go within the page: on a busy machine, keys that come one by one are as slow as a
    /// hand.</remarks>
    public Task ScanAsync(string code) => Page.EvaluateAsync(
        """
        code => {
          const field = document.activeElement
          const at = performance.now()
          for (const key of [...code, 'Enter']) {
            const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
            Object.defineProperty(event, 'timeStamp', { value: at })
            if (field.dispatchEvent(event) && field.value !== undefined && key.length === 1) field.value += key
          }
        }
        """,
        code);

    public async Task SignInByBadgeAsync(string badge)
    {
        await Assertions.Expect(Page.Locator("#person")).ToBeVisibleAsync();
        await ScanAsync(badge);
        await Assertions.Expect(Page.Locator("#hand-over")).ToBeVisibleAsync();
    }

    public async Task HandOverAsync()
    {
        await Page.Locator("#hand-over").ClickAsync();
        await Assertions.Expect(Page.Locator("#person")).ToBeVisibleAsync();
    }

    /// <summary>Signs with the pointer.</summary>
    /// <param name="rise">How high the stroke goes, as a share of the field: no two people sign alike.</param>
    public async Task DrawAsync(float rise = 0.25f)
    {
        await Page.Locator(".pad").ScrollIntoViewIfNeededAsync();
        var box = await Page.Locator(".pad").BoundingBoxAsync() ?? throw new InvalidOperationException("No pad.");
        await Page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + (box.Height / 2));
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height * (0.5f - rise)), new() { Steps = 8 });
        await Page.Mouse.MoveAsync(box.X + (box.Width * 3 / 4), box.Y + (box.Height / 2), new() { Steps = 8 });
        await Page.Mouse.UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _playwright.Dispose();
        _profile.Dispose();
    }
}
