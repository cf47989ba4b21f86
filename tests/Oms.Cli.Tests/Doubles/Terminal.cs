using Xunit;

namespace Oms.Cli.Tests.Doubles;

/// <summary>Runs command lines as a person would, with the machine in the test's hand.</summary>
internal sealed class Terminal
{
    public PromptTime Time { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What standard input holds.</summary>
    public byte[] Input { get; set; } = [];

    private CountingRandom Random { get; } = new();

    public Task<Ran> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public async Task<Ran> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            args,
            output,
            error,
            new Surroundings(
                Time, Random, name => Variables.GetValueOrDefault(name), () => new MemoryStream(Input)),
            cancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }
}

/// <summary>What came of a command line.</summary>
internal sealed record Ran(int Code, string Output, string Error);
