using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Oms.Central.Payments;

namespace Oms.Central.Hosting;

/// <summary>Writes log entries as JSON lines without the numbers of payment cards.</summary>
/// <remarks>The one place through which every entry goes: message, members and exceptions alike.</remarks>
internal sealed class ScrubbedJsonFormatter(IServiceProvider services) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-scrubbed";

    // Not taken in the constructor: the formatters are made together.
    private readonly Lazy<ConsoleFormatter> _json = new(() => services.GetServices<ConsoleFormatter>()
        .First(formatter => formatter.Name == ConsoleFormatterNames.Json));

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        _json.Value.Write(in logEntry, scopeProvider, line);
        textWriter.Write(CardNumbers.Scrub(line.ToString()));
    }
}
