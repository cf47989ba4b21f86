using System.CommandLine;
using System.Globalization;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.DeadLetters;

/// <summary><c>oms dead-letters</c>: messages that a gateway could not use.</summary>
internal static class DeadLettersCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("number"), Column.Of("received"), Column.Of("device"), Column.Of("reason"), Column.Of("field"),
        Column.Of("replayed"), Column.Of("topic"), Column.Of("detail"),
    ];

    public static Command Create(ApiOptions options) =>
        new("dead-letters", "Messages of devices that a gateway could not use.")
        {
            List(options), Show(options), Replay(options),
        };

    private static Command List(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        var after = new Option<long>("--after") { Description = "Only those with a higher number.", HelpName = "N" };
        after.Validators.Add(result => ApiOptions.Within(result, after, 0, long.MaxValue));
        return options.Read(
            "list",
            "Lists dead letters, the oldest first.",
            (call, cancellationToken) => Pages.PrintAsync(
                call,
                new ListQuery("dead-letters")
                {
                    CursorNames = ["after"],
                    KeyMember = "number",
                    After = call.Parsed.GetValue(after).ToString(CultureInfo.InvariantCulture),
                },
                call.Parsed.GetValue(limit),
                Columns,
                cancellationToken),
            limit,
            after);
    }

    private static Command Show(ApiOptions options)
    {
        var number = Number();
        return options.Read(
            "show",
            "Shows a dead letter with its payload.",
            async (call, cancellationToken) => await call.ShowAsync(
                await call.GetAsync($"dead-letters/{Text(call, number)}", cancellationToken)),
            number);
    }

    private static Command Replay(ApiOptions options)
    {
        var number = Number();
        return options.Write(
            "replay",
            "Feeds a dead letter in again; one that had its effect already has none again.",
            async (call, cancellationToken) => await call.DoneAsync(
                await call.PostAsync(
                    $"dead-letters/{Text(call, number)}/replay",
                    new EmptyBody(),
                    BodiesJson.Default.EmptyBody,
                    cancellationToken),
                $"The dead letter {Text(call, number)} was accepted."),
            number);
    }

    private static Argument<long> Number() => new("N") { Description = "The letter's number." };

    private static string Text(ApiCall call, Argument<long> number) =>
        call.Parsed.GetRequiredValue(number).ToString(CultureInfo.InvariantCulture);
}
