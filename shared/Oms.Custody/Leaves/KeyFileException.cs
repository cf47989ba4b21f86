namespace Oms.Custody;

/// <summary>A key file cannot be used; the message names the file, the reason and the remedy.</summary>
public sealed class KeyFileException : IOException
{
    public KeyFileException()
    {
    }

    public KeyFileException(string message)
        : base(message)
    {
    }

    public KeyFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
