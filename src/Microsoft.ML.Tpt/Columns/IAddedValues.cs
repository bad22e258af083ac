namespace Microsoft.ML.Tpt.Columns;

/// <summary>Gives the added columns of one row, or of one cursor's rows, their values.</summary>
internal interface IAddedValues : IDisposable
{
    /// <summary>The <c>ValueGetter</c> of an added column, which reads the current row.</summary>
    Delegate CreateGetter(int addedIndex);

    /// <summary>Told when a cursor has come to its end, with the number of rows that it gave.</summary>
    void OnEnd(long rowCount);
}
