namespace Oms.Edge.People;

/// <summary>What somebody does at the depot; it decides which steps they may do at the kiosk.</summary>
public enum PersonRole
{
    Driver,
    Supervisor,
    Dispatcher,
    Yard,
}
