using System.CommandLine;
using Oms.Transparency;

namespace Oms.Cli.Verify;

/// <summary><c>oms verify</c>: judges evidence files and fraud proofs, without a network.</summary>
internal static class VerifyCommand
{
    private const string TrustDefault = "deploy/out/trust";

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "Evidence files, or fraud proofs (*.fraud).",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            // A mistyped option would otherwise be a file that does not exist.
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"There is no option {token.Value}. A file of that name is ./{token.Value}");
            }
        });
        var trust = new Option<DirectoryInfo>("--trust")
        {
            Description = $"Folder of the trusted keys: {TrustRoot.RootFile}, {TrustRoot.LogFile} and, "
                + $"if witnesses must sign, {TrustRoot.WitnessFile}.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo(TrustDefault),
        };
        var attachments = new Option<DirectoryInfo?>("--attachments")
        {
            Description = "Folder of attachments to check too, by name or by SHA-256; FILE.d without this option.",
            HelpName = "DIR",
        };
        var witnesses = new Option<int?>("--witnesses")
        {
            Description = $"How many of the witnesses in {TrustRoot.WitnessFile} must have signed; what the file says "
                + "without this option, or all of them.",
            HelpName = "K",
        };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "verify",
            "Verifies evidence files and fraud proofs. Exit code 0: all valid. 1: one was rejected. 2: one, or the "
            + "trust folder, could not be read. 3: one was signed by a stranger. 5: one is genuine, but the clocks in "
            + "it contradict each other.")
        {
            files, trust, attachments, witnesses, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = parsed.InvocationConfiguration;
            TrustRoot root;
            try
            {
                root = TrustRoot.Load(parsed.GetRequiredValue(trust).FullName);
                root = parsed.GetValue(witnesses) is { } quorum ? Demand(root, quorum) : root;
            }
            catch (InvalidDataException failure)
            {
                await configuration.Error.WriteLineAsync(failure.Message);
                return ExitCode.Usage;
            }

            var results = new List<FileResult>();
            foreach (var file in parsed.GetRequiredValue(files))
            {
                results.Add(await FileVerification.RunAsync(
                    file, root, parsed.GetValue(attachments), cancellationToken));
            }

            await (parsed.GetValue(json)
                ? JsonReport.WriteAsync(configuration.Output, results)
                : HumanReport.WriteAsync(configuration.Output, configuration.Error, results));
            return Worst(results);
        });
        return command;
    }

    private static TrustRoot Demand(TrustRoot root, int quorum) =>
        quorum >= 0 && quorum <= root.WitnessCount
            ? root with { Quorum = quorum }
            : throw new InvalidDataException(
                $"--witnesses {quorum}: the trust folder names {root.WitnessCount} in {TrustRoot.WitnessFile}.");

    /// <summary>
    /// One code for many files: a rejected one weighs most, then a stranger's, then an unreadable one, then one whose
    /// clocks contradict each other.
    /// </summary>
    private static int Worst(List<FileResult> results)
    {
        int[] codes = [ExitCode.Rejected, ExitCode.Stranger, ExitCode.Usage, ExitCode.Contradiction];
        return codes.FirstOrDefault(code => results.Any(result => result.Code == code), ExitCode.Ok);
    }
}
