namespace Tpt.Engine.Configuration;

/// <summary>The families whose towers are known. A family decides how a text becomes tokens.</summary>
internal enum ModelFamily
{
    /// <summary>CLIP (Radford et al. 2021) and whatever has its towers and its byte-level BPE: OpenCLIP, DataComp, DFN, MetaCLIP 1 and many more.</summary>
    Clip,

    /// <summary>MetaCLIP 2: CLIP's towers behind XLM-V's SentencePiece tokenizer.</summary>
    MetaClip2,

    /// <summary>SigLIP and SigLIP 2: no class token, attention pooling, and a text tower that reads padded texts in both directions.</summary>
    Siglip,
}
