#!/usr/bin/env bash
# Runs the sample and the tests as Windows would, under Wine 10: by hand, and not in CI. Debian or Ubuntu on x64, as root, with the .NET
# SDK. Where the machine has no Wine 10, Debian 13 with one is put into a folder, and entered. Wine is not Windows: it says nothing about
# NTFS with a virus scanner, consoles, symbolic links or CUDA.
#
#   tests/wine.sh                      # everything
#   tests/wine.sh sample               # the sample for win-x64 against the sample for linux-x64
#   tests/wine.sh Tpt.Engine.Tests     # the tests of a project; it goes on where an earlier run ended
#
# TPT_WINE_OUT      where everything goes          (artifacts/wine; remove it to begin anew)
# TPT_WINE_MINUTES  how long the tests of a project may take in one run                (60)
# TPT_WINE_LIMIT    after how many seconds without a test that ends a process is killed (180); one that computes nothing is, after 40
#
# Tests run one at a time. A process that crashes or hangs costs the test that ran; that one is tried once more, alone. What never
# ends is printed as not finished. Each project's journal is in $TPT_WINE_OUT/<project>.tsv, one line an event. A test that fails for want
# of something that Windows has and Wine does not is printed with what that is; it counts as failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=$(mkdir -p "${TPT_WINE_OUT:-artifacts/wine}" && cd "${TPT_WINE_OUT:-artifacts/wine}" && pwd)
minutes=${TPT_WINE_MINUTES:-60}
limit=${TPT_WINE_LIMIT:-180}
idle_limit=40
debian=$out/debian
projects=(Tpt.Engine.Tests Microsoft.ML.Tpt.Tests Tpt.Hub.Tests Tpt.ImageSharp.Tests)
failures=0

export WINEPREFIX=$out/prefix WINEDEBUG=-all
# What Wine lacks, as of version 10. NUMA masks, which Intel's OpenMP asks for. Memory mappings that suit the runtime's write protection of
# code. AVX-512 registers: a thread that the collector stops in the middle of a vector loop goes on with others, and computes wrong numbers.
export KMP_AFFINITY=disabled DOTNET_EnableWriteXorExecute=0 DOTNET_EnableAVX512=0
# FlushProcessWriteBuffers, which does nothing. The collector stops threads by it, and on several processors misses some: the process
# crashes or hangs. On one processor there is nothing to flush.
processor=$(taskset -pc $$ | grep -o '[0-9]*$')
# As in tests.runsettings: idle threads sleep.
export OMP_WAIT_POLICY=passive DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

# Wine before version 10 loses track of the stack when .NET 9 or later catches what native code of the runtime threw.
require_wine() {
  if [ "$(wine --version 2>/dev/null | grep -o '[0-9]*' | head -n 1)" -ge 10 ] 2>/dev/null; then
    debian=
  elif [ ! -d "$debian" ]; then
    command -v debootstrap >/dev/null || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap; }
    rm -rf "$debian.new"
    debootstrap --variant=minbase --include=wine,wine64 trixie "$debian.new" >"$out/debian.txt" 2>&1 || { tail "$out/debian.txt"; return 1; }
    mv "$debian.new" "$debian"
  fi
  [ -d "$WINEPREFIX" ] || (cd "$out" && windows wineboot --init)
}

windows() ( become_windows "$@" ) # windows <command>...: a command of Wine's, in the current directory

# The same in place of the shell that it is called in.
become_windows() {
  if [ -z "$debian" ]; then
    exec taskset -c "$processor" "$@"
  fi
  # The mounts are of this process and its children alone, and go with them.
  exec unshare --mount bash -c '
    debian=$1 out=$2 here=$PWD
    mkdir -p "$debian$out"
    mount --rbind /dev "$debian/dev" && mount --rbind /sys "$debian/sys" && mount -t proc proc "$debian/proc" && mount --bind "$out" "$debian$out" || exit
    exec chroot "$debian" bash -c "cd \"\$1\" && shift && exec \"\$@\"" - "$here" "${@:3}"' - "$debian" "$out" taskset -c "$processor" "$@"
}

publish() { # publish <project> <platform> <folder>: with everything that it needs; build outputs of the checkout stay as they are
  dotnet publish -c Release -r "$2" --self-contained "$1" -o "$3" --artifacts-path "$out/artifacts" \
    -p:RunAnalyzers=false -p:CreateHardLinksForPublishFilesIfPossible=true >"$3.publish.txt" || { cat "$3.publish.txt"; return 1; }
}

# The scores of two CSV files of the sample: rows and classes must be the same ones; the largest difference of a score is printed.
compare() { # compare <name> <one.csv> <other.csv>
  # Pictures by their names in the sample's folder.
  tr -d '\r' <"$2" | tr '\\' '/' | sed 's|^.*/images/||' >"$2.txt"
  tr -d '\r' <"$3" | tr '\\' '/' | sed 's|^.*/images/||' >"$3.txt"
  if grep -q '"' "$2.txt" "$3.txt"; then
    echo "$1: a field has a comma, which this comparison does not read" >&2
    return 1
  fi
  awk -F, -v name="$1" '
    NR == FNR { line[FNR] = $0; lines = FNR; next }
    { count = FNR
      split(line[FNR], one, ",")
      if (FNR == 1) { if ($0 != line[1]) { print name ": the classes are others"; exit wrong = 1 } next }
      if ($1 != one[1]) { print name ": row " FNR " is of " $1 ", and should be of " one[1]; exit wrong = 1 }
      rows++
      adapted += $3 == one[3]
      plain += $5 == one[5]
      for (i = 8; i <= NF; i++) {
        d = $i - one[i]; if (d < 0) d = -d
        if (d > largest) largest = d
        scores++
      } }
    END {
      if (wrong) exit 1
      if (count != lines || rows == 0) { print name ": " rows " rows for " lines - 1; exit 1 }
      printf "%s: same class on %d of %d images adapted, %d of %d zero-shot; largest difference of %d scores %.1e\n", name, adapted, rows, plain, rows, scores, largest
      if (adapted != rows || plain != rows) exit 1
    }' "$2.txt" "$3.txt"
}

run_sample() {
  publish samples/ModelBuilderStyle win-x64 "$out/sample-win"
  publish samples/ModelBuilderStyle linux-x64 "$out/sample-linux"
  local linux=$out/sample-linux/ModelBuilderStyle sample=(windows wine "$out/sample-win/ModelBuilderStyle.exe") status=0
  cd "$out"
  "$linux" --save linux.zip --csv linux.csv >linux.txt || { cat linux.txt; status=1; }
  "${sample[@]}" --save windows.zip --csv windows.csv >windows.txt || { cat windows.txt; status=1; }
  # A model that was saved on one system, on the other.
  "${sample[@]}" --load linux.zip --csv linux-on-windows.csv >linux-on-windows.txt || { cat linux-on-windows.txt; status=1; }
  "$linux" --load windows.zip --csv windows-on-linux.csv >windows-on-linux.txt || { cat windows-on-linux.txt; status=1; }
  if [ "$status" -eq 0 ]; then
    compare "sample" linux.csv windows.csv || status=1
    compare "saved on Linux, loaded on Windows" linux.csv linux-on-windows.csv || status=1
    compare "saved on Windows, loaded on Linux" windows.csv windows-on-linux.csv || status=1
  fi
  run_broken || status=1
  cd - >/dev/null
  failures=$((failures + status))
}

# Without libtorch, and without the C++ runtime, the sample says in one line what to install.
run_broken() {
  local status=0
  # Not into the current directory: Windows looks for libraries there.
  mkdir -p aside
  mv sample-win/torch_cpu.dll aside
  says "without libtorch" "dotnet add package libtorch-cpu-win-x64" || status=1
  mv aside/torch_cpu.dll sample-win
  WINEDLLOVERRIDES=msvcp140= says "without the C++ runtime" "winget install Microsoft.VCRedist.2015+.x64" || status=1
  return "$status"
}

says() { # says <name> <text>: the sample fails, and its error, one line, has the text
  if windows wine sample-win/ModelBuilderStyle.exe >broken.txt 2>&1; then
    echo "$1: the sample ran" >&2
    return 1
  fi
  if [ "$(grep -c '^error: ' broken.txt)" -ne 1 ] || ! grep -qF "$2" broken.txt || grep -q '^   at ' broken.txt; then
    cat broken.txt
    return 1
  fi
  echo "$1: $(tr -d '\r' <broken.txt | grep '^error: ')"
}

# supervise <journal> <command>...: runs it until it ends, writes nothing for too long, or the time of the project is over.
supervise() {
  local journal=$1 state=- lines=-1 ticks=-1 now_lines now_ticks since=$SECONDS computed=$SECONDS
  shift
  "$@" >>"${journal%.tsv}.txt" 2>&1 &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    now_lines=$(wc -l <"$journal" 2>/dev/null || echo 0)
    # Its state, and hundredths of a second that it computed; the name before them may have blanks.
    read -r state now_ticks < <(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $1, $12 + $13 }') || true
    # Who stopped it will let it go on.
    if [ "$now_lines" -ne "$lines" ] || [ "$state" = T ]; then
      lines=$now_lines since=$SECONDS computed=$SECONDS
    fi
    # The housekeeping of a process that waits for ever takes less.
    if [ $((now_ticks - ticks)) -gt 3 ]; then
      ticks=$now_ticks computed=$SECONDS
    fi
    if [ $((SECONDS - since)) -gt "$limit" ] || [ $((SECONDS - computed)) -gt "$idle_limit" ] || [ "$SECONDS" -gt "$end" ]; then
      kill -9 "$pid" 2>/dev/null || true
    fi
    sleep 1
  done
  wait "$pid"
}

run_tests() { # run_tests <project>
  local project=$1 folder=$out/$1 journal=$out/$1.tsv idle=0 before after
  # A journal goes with the tests that it is of.
  if [ ! -s "$journal" ]; then
    publish "tests/$project" win-x64 "$folder"
    publish tests/Tpt.Wine.Runner win-x64 "$out/runner"
    cp "$out"/runner/Tpt.Wine.Runner.{exe,dll} "$folder"
    # The runner is the application, and has the libraries of the tests.
    cp "$folder/$project.deps.json" "$folder/Tpt.Wine.Runner.deps.json"
    cp "$folder/$project.runtimeconfig.json" "$folder/Tpt.Wine.Runner.runtimeconfig.json"
    touch "$journal"
  fi
  end=$((SECONDS + minutes * 60))
  cd "$folder"
  # Three processes in a row that bring nothing are no accident.
  while [ "$SECONDS" -lt "$end" ] && [ "$idle" -lt 3 ]; do
    before=$(wc -l <"$journal")
    if supervise "$journal" become_windows wine ./Tpt.Wine.Runner.exe "$project.dll" "$journal"; then
      break
    fi
    after=$(wc -l <"$journal")
    [ "$after" -gt "$before" ] && idle=0 || idle=$((idle + 1))
  done
  windows wineserver -k || true
  cd - >/dev/null
  summary "$project" "$journal"
}

summary() { # summary <project> <journal>
  awk -F'\t' -v project="$1" '
    function lacking(text) {
      if (text ~ /start process .dotnet. with working directory/) return "dotnet"
      if (text ~ /IsWhatIcuGives: |ToLower_TextsOfSigmas_GivesWhatLookingAtAllNeighboursGives: /) return "ICU"
      if (text ~ /(BringsOnlyWhatChanged|WhatItLays_IsWhatPythonLooksFor|ACacheThatCannotBeWritten_IsTaken): /) return "symbolic links"
      if (text ~ /Unknown error \(0x80090029\)/) return "store for a certificate\047s key"
      if (text ~ /Could not find a part of the path .*linux-x64.native.libLibTorchSharp\.so/) return "library for Linux in a publish for Windows"
      return ""
    }
    $1 == "found" { name[$2] = $3; found++ }
    $1 == "start" { started[$2] = 1 }
    $1 == "end" { ended[$2] = 1 }
    # A test that was tried twice counts by its last try.
    $1 == "start" { delete passed[$2]; delete failed[$2]; delete skipped[$2] }
    $1 == "passed" { passed[$2]++ }
    $1 == "failed" { failed[$2]++; why[$2] = $3; if ($2 == "") broken++ }
    $1 == "skipped" { skipped[$2]++ }
    END {
      for (id in name) {
        if (!(id in ended)) { unfinished++; never += !(id in started); if (id in started) print "NOT FINISHED " name[id]; continue }
        good += passed[id]; skip += skipped[id]
        if (failed[id]) {
          bad += failed[id]
          lack = lacking(why[id])
          if (lack != "") { lacks += failed[id]; print "FAILED, Wine has no " lack ": " name[id] } else print "FAILED " why[id]
        }
      }
      printf "%s: %d passed, %d failed (%d for want of what Wine lacks), %d skipped, %d not finished (%d of them never begun)\n", project, good, bad + broken, lacks, skip, unfinished, never
      exit bad + broken + unfinished > 0 || found == 0
    }' "$2" || failures=$((failures + 1))
}

require_wine
[ $# -gt 0 ] || set -- sample "${projects[@]}"
for what in "$@"; do
  if [ "$what" = sample ]; then
    run_sample
  else
    run_tests "$what"
  fi
done
[ "$failures" -eq 0 ]
