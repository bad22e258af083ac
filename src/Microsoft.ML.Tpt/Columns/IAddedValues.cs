namespace Microsoft.ML;

/// <summary>Gives the added columns of one row, or of one cursor's rows, their values.</summary>
internal interface IAddedValues : IDisposable
{
    /// <summary>The <c>ValueGetter</c> of an added column, which reads the current row.</summary>
    Delegate CreateGetter(int addedIndex);
}
