#!/usr/bin/env bash
# Every method, calibration and gate on the built-in model's held-out sets, on the same views: the tables of
# src/Tpt.BuiltInModel/README.md. Two runs a set, each with a report; about half an hour on 2 cores.
# Usage: tests/Tpt.Pretraining/compare-methods.sh [folder of the results]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

out=${1:-artifacts/methods}
dotnet build -c Release src/Tpt.Cli
for set in samples/EvaluationPictures/*/; do
  dotnet run -c Release --no-build --project src/Tpt.Cli -- evaluate "$set" --out "$out/methods" \
    --method PromptTuning --method "PromptTuning; DispersionWeight=50" --method "PromptTuning; OrthogonalityWeight=18" \
    --method FlatPrompt --method RobustPromptTuning --method SelfEnsembleTuning \
    --method PrototypeShift --method SubspaceShift --method Zero --method MeanShift --method SelfEnsemble --method ConfidentViewAveraging
  dotnet run -c Release --no-build --project src/Tpt.Cli -- evaluate "$set" --out "$out/calibrations" \
    --calibration ConfidenceMatching --calibration "ConfidenceMatching; Ensemble=true" --calibration "Temperature; Value=1.16" --gate AgreementGate
done
