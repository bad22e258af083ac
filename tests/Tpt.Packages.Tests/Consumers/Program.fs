// The same in F#.
open System.IO
open Microsoft.ML
open Microsoft.ML.Data

[<CLIMutable>]
type Picture = { Image: byte array }

[<EntryPoint>]
let main paths =
    let mlContext = MLContext(seed = 0)
    let data = mlContext.Data.LoadFromEnumerable(paths |> Array.map (fun path -> { Image = File.ReadAllBytes path }))
    use model = mlContext.Transforms.TestTimePromptTuning([| "banana"; "lemon"; "carrot" |]).Fit(data)
    for scores in model.Transform(data).GetColumn<single array>("Score") do
        printfn "answer %s" model.ClassNames[scores |> Array.findIndex (fun score -> score = Array.max scores)]
    0
