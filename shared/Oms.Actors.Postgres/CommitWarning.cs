using Npgsql;

namespace Oms.Actors.Postgres;

/// <summary>Notices what a server says of a commit that it reports as a success all the same.</summary>
/// <remarks>
/// When a commit waits for its synchronous standby and the wait is cancelled, the server answers with success and a
/// warning (01000, or 57P01 when the session is terminated): it is committed here and perhaps nowhere else. The
/// journal's own statements warn of nothing, so any warning is that one, in whatever language its text is.
/// </remarks>
internal sealed class CommitWarning
{
    private const string Nothing = "00000";

    public CommitWarning(NpgsqlConnection connection) => connection.Notice += (_, said) =>
        Text = said.Notice.SqlState == Nothing ? Text : $"{said.Notice.SqlState}: {said.Notice.MessageText}";

    /// <summary>The warning, or null.</summary>
    public string? Text { get; private set; }

    /// <summary>Forgets what was said of earlier commands.</summary>
    public void Forget() => Text = null;
}
