namespace Tpt.Engine.Files;

/// <summary>What a file is, by its first bytes; its name may say anything.</summary>
internal enum FileKind
{
    Unknown,
    Safetensors,
    Zip,
    OldTorch,
    Pickle,
    Tar,
    LfsPointer,
    Gguf,
    Onnx,
    Hdf5,
    MessagePack,
    TensorFlowLite,
    NumPy,
    Compressed,
    WebPage,
    Json,
    Text,
    Zeros,
}
