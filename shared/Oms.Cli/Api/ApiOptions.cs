using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Oms.Cli.Api;

/// <summary>The options of every verb that asks a running system, and what becomes of its failures.</summary>
internal sealed class ApiOptions
{
    public const string UrlName = "--url";
    public const string UrlVariable = "OMS_URL";
    public const string KeyFileName = "--key-file";
    public const string KeyFileVariable = "OMS_KEY_FILE";
    public const string IdempotencyKeyName = "--idempotency-key";

    private const int TimeoutSecondsDefault = 100;
    private const int TimeoutSecondsMax = 3_600;
    private const int KeyCharsMax = 200;

    private readonly Surroundings _surroundings;

    private readonly Option<string?> _url = new(UrlName)
    {
        Description = $"Where the system's API is; {UrlVariable} without this option.",
        HelpName = "URL",
    };

    private readonly Option<FileInfo?> _keyFile = new(KeyFileName)
    {
        Description = $"A file that holds the API key; {KeyFileVariable} without this option.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the system's JSON." };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = $"Seconds that one request may take, 1 to {TimeoutSecondsMax}.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => TimeoutSecondsDefault,
    };

    private readonly Option<string?> _idempotencyKey = new(IdempotencyKeyName)
    {
        Description = "The key of an earlier attempt whose outcome is not known; a new one without this option.",
        HelpName = "KEY",
    };

    public ApiOptions(Surroundings surroundings)
    {
        _surroundings = surroundings;
        _timeout.Validators.Add(result => Within(result, _timeout, 1, TimeoutSecondsMax));
        _idempotencyKey.Validators.Add(result =>
        {
            var key = result.GetValueOrDefault<string?>();
            if (key is null or { Length: 0 or > KeyCharsMax } || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                result.AddError($"{IdempotencyKeyName} takes 1 to {KeyCharsMax} printable ASCII characters.");
            }
        });
    }

    /// <summary>Makes a verb that only reads.</summary>
    public Command Read(
        string name, string description, Func<ApiCall, CancellationToken, Task<int>> run, params Symbol[] symbols) =>
        Make(name, description, run, symbols);

    /// <summary>Makes a verb that changes something.</summary>
    public Command Write(
        string name, string description, Func<ApiCall, CancellationToken, Task<int>> run, params Symbol[] symbols) =>
        Make(name, description, run, [.. symbols, _idempotencyKey]);

    /// <summary>Makes an option for a number within a range.</summary>
    public static Option<int> Number(string name, string description, int ifAbsent, int min, int max)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} {min} to {max}.",
            HelpName = "N",
            DefaultValueFactory = _ => ifAbsent,
        };
        option.Validators.Add(result => Within(result, option, min, max));
        return option;
    }

    /// <summary>Refuses an option's number out of its range.</summary>
    public static void Within(OptionResult result, Option option, long min, long max)
    {
        // A text that is no number is refused by the parser itself, and asking for its value would throw.
        if (result.Tokens is [var token]
            && long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && (value < min || value > max))
        {
            result.AddError($"{option.Name} takes a number from {min} to {max}.");
        }
    }

    private Command Make(
        string name, string description, Func<ApiCall, CancellationToken, Task<int>> run, Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in (Symbol[])[.. symbols, _url, _keyFile, _json, _timeout])
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ApiCall, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            var url = SystemUrl.Parse(parsed.GetValue(_url) ?? Variable(UrlVariable));
            var keyFile = parsed.GetValue(_keyFile)?.FullName ?? Variable(KeyFileVariable);
            var key = keyFile is null ? null : await KeyFile.ReadAsync(keyFile, cancellationToken);
            if (key is not null && SystemUrl.IsOpenToOthers(url))
            {
                await error.WriteLineAsync(
                    $"Note: {url.Host} is asked without TLS; others on the way can read the key.");
            }

            using var client = new ApiClient(
                url, key, _surroundings.Time, TimeSpan.FromSeconds(parsed.GetValue(_timeout)));
            return await run(
                new ApiCall(
                    parsed,
                    client,
                    _surroundings,
                    parsed.GetValue(_json),
                    parsed.GetResult(_idempotencyKey) is null ? null : parsed.GetValue(_idempotencyKey)),
                cancellationToken);
        }
        catch (UsageException failure)
        {
            await error.WriteLineAsync(failure.Message);
            return ExitCode.Usage;
        }
        catch (RefusedException refused)
        {
            await Problem.WriteAsync(error, refused.Answer, parsed.GetValue(_json));
            return ExitCode.Rejected;
        }
        catch (NoApiException failure)
        {
            await error.WriteLineAsync(failure.Message);
            return ExitCode.Unreachable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private string? Variable(string name) => _surroundings.Variable(name) is { Length: > 0 } value ? value : null;
}
