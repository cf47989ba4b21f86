using NodaTime;
using Oms.Actors.Diagnostics;
using Oms.Actors.Journal;
using Oms.Actors.Runtime;
using Oms.Actors.Writing;

namespace Oms.Actors.Processes;

/// <summary>Feeds one projection from one shard.</summary>
internal sealed class ProjectionPump(RuntimeCore core, Shard shard, IProjection projection)
    : ConsumerPump(core, shard, projection.Name)
{
    // Records of other kinds move the stored position only this often; a restart reads them again for nothing.
    private const int UnsavedMax = 512;
    private const int AttemptsMax = 5;

    // A batch that takes longer, because it is large or others are before it, is followed by a rest, in which more come
    // together: what changes again and again is then written less often, and does not take the processor from those
    // who write the events.
    private const int RestsPerBatch = 3;
    private static readonly Duration BusyFrom = Duration.FromMilliseconds(5);
    private static readonly Duration RestMax = Duration.FromMilliseconds(500);

    private long _saved;
    private bool _one;

    /// <summary>How far the read model is, as its store confirmed it.</summary>
    public long Saved => Volatile.Read(ref _saved);

    public override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _saved = await projection.ReadPositionAsync(Shard.Index, cancellationToken);
        MoveTo(_saved);
    }

    /// <summary>Goes on, after a pause, from where the store says that the read model is.</summary>
    public void Restart(long stored)
    {
        Volatile.Write(ref _saved, stored);
        ResumeAt(stored);
    }

    /// <summary>Takes note of how far the store says the read model is: after a crash it may be less than it had
    /// confirmed.</summary>
    /// <param name="saved">What <see cref="Saved"/> was before the store was asked.</param>
    public void Found(long saved, long stored)
    {
        if (stored < saved && saved == Saved && TryGoBack(stored, () => Volatile.Write(ref _saved, stored)))
        {
            Core.Log.ProjectionLost(Name, Shard.Index, saved, stored);
        }
    }

    /// <summary>Stores the position although nothing it listens to happened.</summary>
    public async Task SaveAsync()
    {
        if (Position > _saved && Stopped is null)
        {
            try
            {
                await projection.ApplyAsync(Shard.Index, _saved, [], Position);
                _saved = Position;
            }
            catch (Exception failure) when (failure is JournalUnavailableException or ProjectionMovedException)
            {
                // The next start reads a few records again, and that is all.
                Core.Log.ConsumerRetried(failure, Name, Shard.Index, Position);
            }
        }
    }

    protected override bool Listens(string kind) => projection.Listens(kind);

    protected override bool MayPassOver(long offset) => offset - Saved < UnsavedMax;

    protected override async Task HandleAsync(IReadOnlyList<RecordedEvent> records)
    {
        var take = _one ? 1 : records.Count;
        List<RecordedEvent> heard = [];
        var last = records[take - 1].Record.Offset;
        for (var i = 0; i < take; i++)
        {
            try
            {
                if (!ReservedEvents.IsReserved(records[i].Record) && Listens(records[i].Address.Kind)
                    && EventDecoder.Decode(Core, records[i]) is var happened && projection.Changes(happened))
                {
                    heard.Add(happened);
                }
            }
            catch (InvalidDataException failure) when (projection.PassesOverUndecodable)
            {
                Core.Log.RecordPassedOver(failure, Name, Shard.Index, records[i].Record.Offset);
            }
            catch (InvalidDataException failure)
            {
                if (heard.Count == 0)
                {
                    Stop(failure, records[i].Record.Offset, failure.Message);
                    return;
                }

                // What stands before it is applied; the next round begins with it.
                last = records[i].Record.Offset - 1;
                break;
            }
        }

        if (heard.Count > 0 || last - _saved >= UnsavedMax)
        {
            await ApplyAsync(heard, last);
        }
        else
        {
            MoveTo(last);
        }
    }

    private async Task ApplyAsync(List<RecordedEvent> heard, long last)
    {
        var faults = 0;
        for (var attempt = 1; !IsOver; attempt++)
        {
            var from = Core.Timestamp;
            var (position, failure) = await TryApplyAsync(heard, last);
            if (failure is null)
            {
                _saved = position;
                _one = false;
                MoveTo(position);
                var took = Duration.FromTimeSpan(Core.Waits.GetElapsedTime(from));
                if (took >= BusyFrom)
                {
                    await RestAsync(Duration.Min(took * RestsPerBatch, RestMax));
                }

                return;
            }

            // A store that has no room or is away: nothing is wrong with the record, and it is tried until it can.
            if (failure is not JournalUnavailableException)
            {
                if (heard.Count > 1)
                {
                    // One at a time, so that only the record that cannot be applied stands still.
                    _one = true;
                    return;
                }

                faults++;
                if (faults >= AttemptsMax)
                {
                    Stop(failure, last, failure.Message);
                    return;
                }
            }

            Core.Log.ConsumerRetried(failure, Name, Shard.Index, last);
            await Core.PauseAsync(Core.BackOff(attempt));
        }
    }

    /// <returns>Where the read model stands now, or why nothing was applied.</returns>
    private async Task<(long Position, Exception? Failure)> TryApplyAsync(List<RecordedEvent> heard, long last)
    {
        try
        {
            await projection.ApplyAsync(Shard.Index, _saved, heard, last);
            return (last, null);
        }
        catch (ProjectionMovedException moved)
        {
            return (moved.Position, null);
        }
        catch (Exception failure) when (Faults.IsContained(failure))
        {
            return (_saved, failure);
        }
    }
}
