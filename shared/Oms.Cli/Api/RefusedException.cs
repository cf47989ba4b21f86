namespace Oms.Cli.Api;

/// <summary>The system says no.</summary>
internal sealed class RefusedException(ApiAnswer answer) : Exception($"The system answered {answer.Status}.")
{
    public ApiAnswer Answer { get; } = answer;
}
