using System.IO.MemoryMappedFiles;
using System.Text;

namespace Tpt.Fuzz.Supervision;

/// <summary>
/// What a worker is doing, in a file that both processes map: it is there at once and without a system call, and it stays when
/// the worker dies.
/// </summary>
internal sealed class WorkerStatus : IDisposable
{
    private const int Fields = 9;
    private const int KindBytes = 32;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public WorkerStatus(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, (Fields * sizeof(long)) + KindBytes);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The input that is running, or ran last.</summary>
    public long Index { get => Get(0); set => Set(0, value); }

    /// <summary>The kind of that input.</summary>
    public string Kind
    {
        get
        {
            var bytes = new byte[KindBytes];
            _view.ReadArray(Fields * sizeof(long), bytes, 0, KindBytes);
            return Encoding.ASCII.GetString(bytes).TrimEnd('\0');
        }
        set => _view.WriteArray(Fields * sizeof(long), Encoding.ASCII.GetBytes(value.PadRight(KindBytes, '\0')), 0, KindBytes);
    }

    /// <summary>Odd while an input runs; it changes with every start and end.</summary>
    public long Progress { get => Get(1); set => Set(1, value); }

    /// <summary>The memory that the running input may take, all of the process counted; 0 while none runs.</summary>
    public long MemoryBound { get => Get(2); set => Set(2, value); }

    public long Inputs { get => Get(3); set => Set(3, value); }

    public long Refused { get => Get(4); set => Set(4, value); }

    public long Accepted { get => Get(5); set => Set(5, value); }

    /// <summary>The largest growth of memory over one input, less the input's size.</summary>
    public long WorstGrowth { get => Get(6); set => Set(6, value); }

    public long WorstMicroseconds { get => Get(7); set => Set(7, value); }

    /// <summary>Findings that are like one that was reported.</summary>
    public long Repeated { get => Get(8); set => Set(8, value); }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Get(int field) => _view.ReadInt64(field * sizeof(long));

    private void Set(int field, long value) => _view.Write(field * sizeof(long), value);
}
