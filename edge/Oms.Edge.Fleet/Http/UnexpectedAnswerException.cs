namespace Oms.Edge.Fleet.Http;

/// <summary>A server answered what the scenario has no use for: its plan and the server's rules disagree.</summary>
public sealed class UnexpectedAnswerException(Answer answer, Exception? inner = null)
    : Exception($"Answered {(int)answer.Status}: {answer.Text}", inner)
{
    public Answer Answer { get; } = answer;
}
