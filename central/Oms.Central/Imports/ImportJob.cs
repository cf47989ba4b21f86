using System.Text.Json.Serialization;
using NodaTime;
using Oms.Central.Http;
using Oms.Central.Json;

namespace Oms.Central.Imports;

/// <summary>How far a stored import is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ImportState>))]
internal enum ImportState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Its rows are carried out.</summary>
    Running,

    /// <summary>Every row has its result.</summary>
    Done,

    /// <summary>The file as a whole cannot be read.</summary>
    Failed,
}

/// <summary>A file that was left to be imported, and how far that is.</summary>
/// <param name="Principal">Who left it.</param>
/// <param name="Key">The key under which it was left.</param>
/// <param name="Sha256">Of the file: the same key with another one is refused.</param>
/// <param name="Rows">How many there are; null until the file has been read.</param>
internal sealed record ImportJob(
    string Id,
    string Principal,
    string Kind,
    string Key,
    string ContentType,
    bool IsDry,
    bool Replaces,
    string Sha256,
    ImportState State,
    int? Rows,
    Instant CreatedAt,
    Instant UpdatedAt);

/// <summary>A stored import as the API shows it.</summary>
/// <param name="Rows">How many there are; null until the file has been read.</param>
/// <param name="Done">How many have their results.</param>
/// <param name="Problem">What is wrong with the file as a whole; null when nothing is known to be.</param>
internal sealed record ImportJobView(
    string Id,
    string Kind,
    ImportState State,
    bool DryRun,
    int? Rows,
    int Done,
    IReadOnlyDictionary<string, int> Outcomes,
    Instant CreatedAt,
    Instant UpdatedAt,
    ProblemBody? Problem);
