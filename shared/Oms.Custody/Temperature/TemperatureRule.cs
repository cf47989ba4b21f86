namespace Oms.Custody.Temperature;

/// <summary>The rules of a temperature proof: docs/temperature.md numbers them.</summary>
public enum TemperatureRule
{
    /// <summary>1: out of a range for longer than it is borne. Value: the farthest, milli-°C.</summary>
    Band,

    /// <summary>2: the setpoint at the beginning is not the order's. Value: the setpoint, milli-°C.</summary>
    SetpointMismatch,

    /// <summary>2: the setpoint changed on the way. Value: the new one, milli-°C.</summary>
    SetpointChanged,

    /// <summary>3: return air too far from the setpoint for too long. Value: the difference, milli-°C.</summary>
    SetpointDeviation,

    /// <summary>4: masks were used up; what came after counted. Value: masked seconds.</summary>
    MasksUsedUp,

    /// <summary>5: a change too fast. Value: milli-°C a minute.</summary>
    Rate,

    /// <summary>6: a sensor that shows one value for too long. Value: that value, milli-°C.</summary>
    StuckSensor,

    /// <summary>6: samples too far apart, though not yet a gap. Value: seconds.</summary>
    StaleSensor,

    /// <summary>6: return air and cargo probe too far apart. Value: the difference, milli-°C.</summary>
    SensorDisagreement,

    /// <summary>6: different samples of one instant; the one farthest from the band counts. Value: how many.</summary>
    ConflictingSamples,

    /// <summary>7: the unit was off. Value: 0.</summary>
    UnitOff,

    /// <summary>7: little fuel. Value: permille.</summary>
    FuelLow,

    /// <summary>7: a grave alarm. Value: its severity.</summary>
    Alarm,

    /// <summary>8: a door open on the move or away from any stop. Value: 0.</summary>
    DoorOpen,

    /// <summary>8: the seal's circuit open without a step that broke the seal. Value: 0.</summary>
    SealOpen,

    /// <summary>9: too much time out of the band in all. Value: seconds.</summary>
    OutOfRangeBudget,

    /// <summary>9: too many degrees times minutes beyond the band in all. Value: degree-minutes.</summary>
    DegreeMinutesBudget,

    /// <summary>9: mean kinetic temperature too high. Value: the highest, milli-°C.</summary>
    MeanKineticTemperature,

    /// <summary>10: no data. Value: seconds.</summary>
    Gap,

    /// <summary>The vehicle was not pre-cooled at loading: 21 CFR 1.908(b) and (c). Value: milli-°C; 0 without
    /// data.</summary>
    PreCool,
    /// <summary>Readings are gone and only the summary of their window is left, which does not tell all. Value: the
    /// farthest, milli-°C.</summary>
    Summary,
}
