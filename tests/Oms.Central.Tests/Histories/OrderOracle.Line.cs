namespace Oms.Central.Tests.Histories;

/// <content>Where the units of one line are.</content>
internal sealed partial class OrderOracle
{
    private enum Stage
    {
        Asked,
        Waiting,
        Reserved,

        /// <summary>A supplier is to send it.</summary>
        Assigned,
    }

    private sealed class Line(int ordered, string? from)
    {
        /// <summary>Where it leaves from; null where that is to be decided.</summary>
        public string? From { get; set; } = from;

        public int Ordered { get; set; } = ordered;

        public int Unallocated { get; set; } = ordered;

        public int Backordered { get; set; }

        public int Reserved { get; set; }

        /// <summary>Units that a supplier is to send.</summary>
        public int ToBeSupplied { get; private set; }

        public int Cancelled { get; set; }

        public int InTransit { get; set; }

        public int Delivered { get; set; }

        public List<(string? Route, string Lot, int Units)> Arrived { get; } = [];

        public int Lost { get; set; }

        public int TurnedBack { get; set; }

        public int Returned { get; set; }

        /// <summary>What stays owed of the price of units that came back.</summary>
        public long Retained { get; set; }

        public int Returning { get; set; }

        public string? Reservation { get; set; }

        public int Held { get; set; }

        public Stage At { get; set; }

        public int[] Parts =>
            [Unallocated, Backordered, Reserved, ToBeSupplied, Cancelled, InTransit, Delivered, Lost, TurnedBack];

        /// <summary>All that it holds goes from one place to another.</summary>
        public void Go(Stage to)
        {
            Count(-Held);
            At = to;
            Count(Held);
        }

        /// <summary>It holds only so many on; the others are unallocated.</summary>
        public void Keep(int left)
        {
            Count(left - Held);
            Unallocated += Held - left;
            Held = left;
            Reservation = left > 0 ? Reservation : null;
        }

        /// <summary>So many of what it holds are on their way.</summary>
        public void Leave(int units)
        {
            Count(-units);
            InTransit += units;
            Held -= units;
            Reservation = Held > 0 ? Reservation : null;
        }

        private void Count(int change)
        {
            switch (At)
            {
                case Stage.Assigned:
                    ToBeSupplied += change;
                    break;
                case Stage.Asked:
                    Unallocated += change;
                    break;
                case Stage.Waiting:
                    Backordered += change;
                    break;
                default:
                    Reserved += change;
                    break;
            }
        }
    }
}
