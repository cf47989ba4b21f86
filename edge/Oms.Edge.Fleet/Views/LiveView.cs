using Oms.Edge.Fleet.Playing;
using Spectre.Console;

namespace Oms.Edge.Fleet.Views;

/// <summary>Shows the system while it runs: one screen on a terminal, plain lines elsewhere.</summary>
internal sealed class LiveView(ViewReader reader, TimeProvider realTime)
{
    // Four times a second.
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether this process writes to a terminal that a screen fits on.</summary>
    public static bool FitsHere =>
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && AnsiConsole.Profile.Width >= 100;

    /// <summary>One line for a move, for output that is no terminal.</summary>
    public static string Line(PlayBoard.Move move) =>
        FormattableString.Invariant($"{move.At.InUtc():HH:mm:ss} {move.Who,-10} {move.What}");

    /// <summary>Draws until cancelled; the terminal is as it was when this returns.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        // The alternate screen (DEC private mode 1049) keeps what stood in the terminal before.
        var console = AnsiConsole.Console;
        var terminal = console.Profile.Out.Writer;
        await terminal.WriteAsync("\u001b[?1049h\u001b[?25l");
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var view = await reader.ReadAsync(cancellationToken);
                await terminal.WriteAsync("\u001b[H");
                console.Write(Screen.Draw(view));
                await Task.Delay(Refresh, realTime, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how this ends.
        }
        finally
        {
            await terminal.WriteAsync("\u001b[?25h\u001b[?1049l");
        }
    }
}
