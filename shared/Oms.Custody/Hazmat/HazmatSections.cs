namespace Oms.Custody.Hazmat;

/// <summary>The sections that findings cite.</summary>
internal static class HazmatSections
{
    public const string Distinguished = "49 CFR 172.201(a)(1)";
    public const string Pages = "49 CFR 172.201(c)";
    public const string IdNumber = "49 CFR 172.202(a)(1)";
    public const string Name = "49 CFR 172.202(a)(2)";
    public const string Class = "49 CFR 172.202(a)(3)";
    public const string Group = "49 CFR 172.202(a)(4)";
    public const string Quantity = "49 CFR 172.202(a)(5)";
    public const string Packages = "49 CFR 172.202(a)(7)";
    public const string Order = "49 CFR 172.202(b)";
    public const string LimitedQuantity = "49 CFR 172.203(b)";
    public const string ReportableQuantity = "49 CFR 172.203(c)(2)";
    public const string TechnicalName = "49 CFR 172.203(k)";
    public const string Inhalation = "49 CFR 172.203(m)";
    public const string Hot = "49 CFR 172.203(n)";
    public const string Certification = "49 CFR 172.204(a)";
    public const string Signature = "49 CFR 172.204(d)";
    public const string Manifest = "49 CFR 172.205";
    public const string Placards = "49 CFR 172.504(a)";
    public const string ForbiddenPlacards = "49 CFR 172.502(a)(1)";
    public const string Phone = "49 CFR 172.604(a)";
    public const string PhoneOwner = "49 CFR 172.604(b)";
    public const string Training = "49 CFR 172.704(c)(2)";
    public const string CyanideWithAcid = "49 CFR 177.848(c)";
    public const string Forbidden = "49 CFR 177.848(e)(2)";
    public const string Separate = "49 CFR 177.848(e)(3)";
    public const string Explosives = "49 CFR 177.848(g)";
    public const string Endorsement = "49 CFR 383.93(b)(4)";
}
