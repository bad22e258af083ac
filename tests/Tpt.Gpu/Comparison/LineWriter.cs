using System.Text;

namespace Tpt.Gpu.Comparison;

/// <summary>Hands on what is written, a line at a time.</summary>
internal sealed class LineWriter(Action<string> read) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value != '\n')
        {
            _line.Append(value);
            return;
        }
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        read(line);
    }
}
