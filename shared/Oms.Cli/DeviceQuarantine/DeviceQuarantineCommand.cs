using System.CommandLine;
using Oms.Cli.Api;
using Oms.Cli.Output;

namespace Oms.Cli.DeviceQuarantine;

/// <summary><c>oms device-quarantine</c>: messages of devices that a gateway does not know.</summary>
internal static class DeviceQuarantineCommand
{
    private static readonly Column[] Columns =
        [Column.Of("number"), Column.Of("received"), Column.Of("device"), Column.Of("topic"), Column.Of("detail")];

    public static Command Create(ApiOptions options)
    {
        var limit = Pages.LimitOption();
        return new Command("device-quarantine", "Messages of devices that a gateway does not know.")
        {
            options.Read(
                "list",
                "Lists the newest messages of unknown devices.",
                (call, cancellationToken) => Pages.PrintAsync(
                    call, new ListQuery("quarantine"), call.Parsed.GetValue(limit), Columns, cancellationToken),
                limit),
        };
    }
}
