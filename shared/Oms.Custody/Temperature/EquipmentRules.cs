using NodaTime;

namespace Oms.Custody.Temperature;

/// <summary>Rules 2, 7 and 8: what the unit, the doors and the seal say. Not thread-safe.</summary>
internal sealed class EquipmentRules
{
    private readonly TemperatureProofRequest _request;
    private readonly TemperatureThresholds _thresholds;
    private readonly List<TemperatureFinding> _findings;
    private readonly HeldCondition _off;
    private readonly HeldCondition _fuel;
    private readonly HeldCondition _alarm;
    private readonly HeldCondition _door;
    private readonly HeldCondition _seal;
    private int? _setpoint;

    public EquipmentRules(
        TemperatureProofRequest request, TemperatureThresholds thresholds, List<TemperatureFinding> findings)
    {
        (_request, _thresholds, _findings) = (request, thresholds, findings);
        _off = Notice(TemperatureRule.UnitOff, 0);
        _fuel = Notice(TemperatureRule.FuelLow, thresholds.FuelPermilleMin);
        _alarm = Notice(TemperatureRule.Alarm, thresholds.AlarmSeverityMin);
        _door = Notice(TemperatureRule.DoorOpen, 0);
        _seal = Notice(TemperatureRule.SealOpen, 0);
    }

    /// <summary>Takes the next sample; what it does not say ends nothing.</summary>
    public void Take(TemperatureSample sample)
    {
        Setpoint(sample);
        Flag(_off, sample.At, !sample.IsRunning, 0, 0);
        Flag(
            _fuel, sample.At, Said(sample.FuelPermille, fuel => fuel < _thresholds.FuelPermilleMin),
            sample.FuelPermille ?? 0, _thresholds.FuelPermilleMin - (sample.FuelPermille ?? 0));
        Flag(
            _alarm, sample.At, Said(sample.AlarmSeverity, grave => grave >= _thresholds.AlarmSeverityMin),
            sample.AlarmSeverity ?? 0, sample.AlarmSeverity ?? 0);
        Flag(
            _door, sample.At,
            sample.IsDoorOpen is { } open ? open && (sample.IsMoving == true || sample.IsAtStop == false) : null, 0, 0);
        Flag(
            _seal, sample.At,
            sample.IsSealOpen is { } broken ? broken && !_request.SealBreaks.Any(step => step <= sample.At) : null,
            0, 0);
    }

    public void End()
    {
        foreach (var held in new[] { _off, _fuel, _alarm, _door, _seal })
        {
            held.End();
        }
    }

    private HeldCondition Notice(TemperatureRule rule, long limit) =>
        new(rule, TemperatureEffect.Notice, limit, null, _findings);

    private static bool? Said(int? value, Func<int, bool> holds) => value is { } said ? holds(said) : null;

    private static void Flag(HeldCondition held, Instant at, bool? holds, long value, long beyond)
    {
        if (holds is { } flag)
        {
            held.Take(at, at, flag, !flag, isMasked: false, value, beyond);
        }
    }

    private void Setpoint(TemperatureSample sample)
    {
        if (sample.SetpointMilliC is not { } setpoint)
        {
            return;
        }

        if (_setpoint is null && _request.SetpointMilliC is { } ordered && setpoint != ordered)
        {
            Find(TemperatureRule.SetpointMismatch, ordered);
        }

        if (_setpoint is { } before && setpoint != before)
        {
            Find(TemperatureRule.SetpointChanged, before);
        }

        _setpoint = setpoint;

        void Find(TemperatureRule rule, int limit) =>
            _findings.Add(new TemperatureFinding(
                rule, TemperatureEffect.Notice, sample.At, sample.At, setpoint, limit));
    }
}
