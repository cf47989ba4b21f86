namespace Oms.Edge.Gateway.Api;

/// <summary>Who may make a request.</summary>
internal enum Access
{
    /// <summary>Who has the API's key.</summary>
    Key,

    /// <summary>Who has the API's key, and who is signed in at the kiosk.</summary>
    Person,

    /// <summary>Everybody that the API's address reaches; not at the kiosk's.</summary>
    Open,

    /// <summary>Everybody that the kiosk's address reaches; not at the API's.</summary>
    Kiosk,
}
