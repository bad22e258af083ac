using Microsoft.ML.Data;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>The columns that a <see cref="TptTransformer"/> adds: their types, annotations and getters.</summary>
internal sealed class TptColumns
{
    private readonly List<(string Name, DataViewType Type, Action<DataViewSchema.Annotations.Builder> Annotate, GetterFactory CreateGetter)> _columns = [];

    /// <param name="options">Names the columns; an optional one without a name is left out.</param>
    /// <param name="classNames">The names of the classes, in the order of the scores.</param>
    /// <param name="selectedViewCount">The number of confident views.</param>
    /// <param name="contextTokenCount">The number of context vectors.</param>
    /// <param name="contextWidth">The length of a context vector.</param>
    public TptColumns(TptOptions options, IReadOnlyList<string> classNames, int selectedViewCount, int contextTokenCount, int contextWidth)
    {
        var scoreType = new VectorDataViewType(NumberDataViewType.Single, classNames.Count);
        _columns.Add((options.PredictedLabelColumnName, new KeyDataViewType(typeof(uint), classNames.Count),
            annotations => { AddScoreKind(annotations, "PredictedLabel"); annotations.AddTexts(ColumnAnnotations.KeyValues, classNames); },
            current => (ValueGetter<uint>)((ref uint key) => key = current() is { } row ? (uint)row.PredictedIndex + 1 : 0)));  // keys count from 1; 0 is missing
        _columns.Add((options.ScoreColumnName, scoreType,
            annotations =>
            {
                AddScoreKind(annotations, "Score");
                annotations.AddTexts(ColumnAnnotations.SlotNames, classNames);
                annotations.AddTexts(ColumnAnnotations.TrainingLabelValues, classNames);
            },
            current => Vector(current, classNames.Count, float.NaN, row => row.Scores)));
        if (options.ZeroShotScoreColumnName is { } zeroShotScore)
        {
            _columns.Add((zeroShotScore, scoreType, annotations => annotations.AddTexts(ColumnAnnotations.SlotNames, classNames),
                current => Vector(current, classNames.Count, float.NaN, row => row.ZeroShotScores)));
        }
        if (options.EntropyColumnName is { } entropy)
        {
            _columns.Add((entropy, NumberDataViewType.Single, _ => { }, current => Scalar(current, row => row.Entropy)));
        }

        if (options.ZeroShotEntropyColumnName is { } zeroShotEntropy)
        {
            _columns.Add((zeroShotEntropy, NumberDataViewType.Single, _ => { }, current => Scalar(current, row => row.ZeroShotEntropy)));
        }

        if (options.SelectedViewsColumnName is { } selectedViews)
        {
            _columns.Add((selectedViews, new VectorDataViewType(NumberDataViewType.Int32, selectedViewCount), _ => { },
                current => Vector(current, selectedViewCount, -1, row => row.SelectedViews)));
        }
        if (options.ContextColumnName is { } context)
        {
            _columns.Add((context, new VectorDataViewType(NumberDataViewType.Single, contextTokenCount, contextWidth), _ => { },
                current => Vector(current, contextTokenCount * contextWidth, float.NaN, row => row.Context)));
        }

        if (options.IsAdaptedColumnName is { } isAdapted)
        {
            _columns.Add((isAdapted, BooleanDataViewType.Instance, _ => { },
                current => (ValueGetter<bool>)((ref bool value) => value = current() is { IsAdapted: true, IsFallback: false })));
        }
    }

    /// <summary>Makes the getter of a column from a function that gives the current row's prediction, or null where it has no usable image.</summary>
    private delegate Delegate GetterFactory(Func<TptPrediction?> current);

    public Delegate CreateGetter(int addedIndex, Func<TptPrediction?> current) => _columns[addedIndex].CreateGetter(current);

    public IEnumerable<AddedColumn> Over(DataViewSchema inputSchema)
    {
        var setId = ColumnAnnotations.NextScoreColumnSetId(inputSchema);
        for (var i = 0; i < _columns.Count; i++)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (i < 2)  // the predicted label and the score
            {
                annotations.Add(ColumnAnnotations.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), (ref uint id) => id = setId);
            }
            _columns[i].Annotate(annotations);
            yield return new AddedColumn(_columns[i].Name, _columns[i].Type, annotations.ToAnnotations());
        }
    }

    /// <summary>The added columns over no input, for the shape that an estimator promises. Numbers of slots are no part of a shape.</summary>
    public static DataViewSchema Shape(TptOptions options)
    {
        var columns = new TptColumns(options, ["first", "second"], options.Method.Needs(options.Views.Count).SelectedViews, contextTokenCount: 1, contextWidth: 2);
        var empty = new DataViewSchema.Builder().ToSchema();
        return new ColumnBinding(empty, columns.Over(empty)).OutputSchema;
    }

    private static void AddScoreKind(DataViewSchema.Annotations.Builder annotations, string valueKind)
    {
        annotations.AddText(ColumnAnnotations.ScoreColumnKind, "MulticlassClassification");
        annotations.AddText(ColumnAnnotations.ScoreValueKind, valueKind);
    }

    private static ValueGetter<float> Scalar(Func<TptPrediction?> current, Func<TptPrediction, float> select) =>
        (ref float value) => value = current() is { } row ? select(row) : float.NaN;

    private static ValueGetter<VBuffer<T>> Vector<T>(Func<TptPrediction?> current, int length, T missing, Func<TptPrediction, ReadOnlyMemory<T>> select) =>
        (ref VBuffer<T> destination) =>
        {
            var row = current();
            var editor = VBufferEditor.Create(ref destination, length);
            var values = row is null ? default : select(row).Span;
            values.CopyTo(editor.Values);
            // An image that a gate left has no selected views.
            editor.Values[values.Length..].Fill(missing);
            destination = editor.Commit();
        };
}
