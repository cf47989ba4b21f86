using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oms.Cli.Output;

namespace Oms.Cli.Api;

/// <summary>One verb at work.</summary>
/// <param name="IdempotencyKey">The key that the caller gave for a write; null to make one.</param>
internal sealed record ApiCall(
    ParseResult Parsed, ApiClient Client, Surroundings Surroundings, bool Json, string? IdempotencyKey)
{
    private const int KeyBytes = 16;

    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public TextWriter Error => Parsed.InvocationConfiguration.Error;

    /// <summary>One part of a path, escaped.</summary>
    public string Part(Argument<string> argument) => Uri.EscapeDataString(Parsed.GetRequiredValue(argument));

    /// <summary>Reads.</summary>
    /// <exception cref="RefusedException">The system says no.</exception>
    public async Task<ApiAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        Accepted(await Client.GetAsync(path, cancellationToken));

    /// <summary>Changes something, under one key however often it is tried.</summary>
    /// <exception cref="RefusedException">The system says no.</exception>
    public async Task<ApiAnswer> PostAsync<T>(
        string path, T body, JsonTypeInfo<T> form, CancellationToken cancellationToken) =>
        Accepted(await Client.PostAsync(
            path, JsonSerializer.SerializeToUtf8Bytes(body, form), IdempotencyKey ?? NewKey(), cancellationToken));

    /// <summary>Prints one document: as it came with <c>--json</c>, otherwise a member a line.</summary>
    public async Task<int> ShowAsync(ApiAnswer answer)
    {
        var body = answer.Json();
        await (Json ? Output.WriteLineAsync(body.GetRawText()) : WriteAsync(Details.Lines(body)));
        return ExitCode.Ok;
    }

    /// <summary>Says what was done: the system's answer with <c>--json</c>, otherwise the sentence.</summary>
    public async Task<int> DoneAsync(ApiAnswer answer, string sentence)
    {
        await Output.WriteLineAsync(Json ? answer.Json().GetRawText() : Terminal.Clean(sentence));
        return ExitCode.Ok;
    }

    /// <summary>Prints lines.</summary>
    public async Task WriteAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await Output.WriteLineAsync(line);
        }
    }

    private static ApiAnswer Accepted(ApiAnswer answer) =>
        answer.IsSuccess ? answer : throw new RefusedException(answer);

    private string NewKey()
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        Surroundings.Random.GetBytes(bytes);
        return $"oms-{Convert.ToHexStringLower(bytes)}";
    }
}
