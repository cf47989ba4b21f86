using NodaTime;
using Oms.Actors.Journal;
using Oms.Entities;

namespace Oms.Actors.Runtime;

/// <summary>A reminder that an entity's state asks for.</summary>
/// <param name="Version">The entity's sequence number when it was set anew.</param>
internal readonly record struct SetReminder(string Name, Instant DueAt, long Version);

/// <summary>Finds what changed between the reminders of two states.</summary>
internal static class EntityTimers
{
    /// <summary>The reminders set after a command; the same array when nothing changed.</summary>
    /// <param name="before">Those set before it.</param>
    /// <param name="wanted">What the new state asks for.</param>
    /// <param name="version">The entity's sequence number after the command.</param>
    /// <exception cref="InvalidOperationException">Two reminders have one name.</exception>
    public static SetReminder[] After<TCommand>(
        SetReminder[] before, IReadOnlyList<Reminder<TCommand>> wanted, long version)
    {
        if (wanted.Count == 0)
        {
            return before.Length == 0 ? before : [];
        }

        var after = new SetReminder[wanted.Count];
        var changed = wanted.Count != before.Length;
        for (var i = 0; i < after.Length; i++)
        {
            var (name, due) = (wanted[i].Name, wanted[i].DueAt);
            for (var j = 0; j < i; j++)
            {
                if (after[j].Name == name)
                {
                    throw new InvalidOperationException($"Two reminders are named {name}.");
                }
            }

            var known = IndexOf(before, name);
            after[i] = known >= 0 && before[known].DueAt == due
                ? before[known]
                : new SetReminder(name, due, version);
            changed |= known < 0 || before[known] != after[i];
        }

        return changed ? after : before;
    }

    /// <summary>The rows that lead from one list to the other.</summary>
    public static IReadOnlyList<ReminderRow> Rows(EntityAddress address, SetReminder[] before, SetReminder[] after)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        List<ReminderRow> rows = [];
        foreach (var old in before)
        {
            if (IndexOf(after, old.Name) < 0)
            {
                rows.Add(new ReminderRow(address, old.Name, DueAt: null, old.Version));
            }
        }

        foreach (var set in after)
        {
            var known = IndexOf(before, set.Name);
            if (known < 0 || before[known] != set)
            {
                rows.Add(new ReminderRow(address, set.Name, set.DueAt, set.Version));
            }
        }

        return rows;
    }

    public static int IndexOf(SetReminder[] reminders, string name)
    {
        for (var i = 0; i < reminders.Length; i++)
        {
            if (reminders[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
