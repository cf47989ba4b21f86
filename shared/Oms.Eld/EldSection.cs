namespace Oms.Eld;

/// <summary>The parts of an ELD output file, in the order that they must have (4.8.2.1.1 to 4.8.2.1.11).</summary>
public enum EldSection
{
    Header,
    Users,
    Cmvs,
    Events,
    Annotations,
    Certifications,
    Malfunctions,
    Logins,
    EnginePower,
    Unidentified,
    EndOfFile,
}
