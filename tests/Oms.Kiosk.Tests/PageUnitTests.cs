using System.Diagnostics;
using Oms.Testing;
using Xunit;

namespace Oms.Kiosk.Tests;

/// <summary>The tests of the page's own logic, which are written in its own language.</summary>
public sealed class PageUnitTests
{
    private const string Runner = "node_modules/vitest/vitest.mjs";

    [Fact]
    public async Task The_pages_own_tests_pass()
    {
        var folder = Checkout.PathOf("edge", "kiosk");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, Runner)), "The page's packages are not installed.");
        using var process = Process.Start(new ProcessStartInfo("node", [Runner, "run", "--reporter=dot"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await errors);
    }
}
