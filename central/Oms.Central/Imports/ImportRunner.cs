using Oms.Actors;
using Oms.Central.Access;
using Oms.Central.Http;
using Oms.Entities;

namespace Oms.Central.Imports;

/// <summary>Carries out the rows of one file, one after another.</summary>
/// <remarks>
/// Each row is complete by itself and has its effect once: its command's id follows from the file's key and the row's
/// own, whoever carries it out and however often.
/// </remarks>
/// <param name="key">The key under which the file was sent.</param>
/// <param name="caller">Who sent it.</param>
internal sealed class ImportRunner(IImportKind kind, string key, Caller caller, bool isDry, bool replaces)
{
    private static readonly Guid Space = new("6b1d0f2a-52a7-5f0a-9d43-1f4c4b7f9a51");

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _claims = new(StringComparer.Ordinal);

    /// <summary>Notes what came of a row in an earlier run of the same file.</summary>
    public void Remember(ImportRowView result)
    {
        if (result is { Key: { } name, Outcome: "created" or "replaced" or "unchanged" })
        {
            _ = _seen.Add(name);
        }
    }

    public async Task<ImportRowView> RunAsync(ImportRow row, CancellationToken cancellationToken)
    {
        if (row.Json is null)
        {
            return ImportRowView.Of(row.Number, null, Problems.Invalid(string.Empty, row.Fault!));
        }

        try
        {
            var outcome = await kind.RunAsync(
                row.Json, new ImportStep(CommandOf, _seen, _claims, isDry, replaces, caller, cancellationToken));
            var view = ImportRowView.Of(row.Number, outcome.Key, outcome.Answer) with { Price = outcome.Price };
            Remember(view);
            return view;
        }
        catch (Exception failure) when (failure is EntityUnavailableException
            or Oms.Actors.Journal.JournalUnavailableException or System.Data.Common.DbException)
        {
            return ImportRowView.Of(row.Number, null, Problems.Of(503, "unavailable", "Try again."));
        }
    }

    private CommandContext CommandOf(string rowKey, string fingerprint) => new(
        CommandId.Version5(
            Space, $"{EntityAddress.MainTenant}\0{caller.Principal}\0{kind.Name}\0{key}\0{rowKey}"),
        caller.Principal)
    {
        Fingerprint = fingerprint,
        Correlation = $"import {key}",
    };
}
