#!/usr/bin/env bash
# Runs the tests that take minutes (Category=Slow) and that ./build.sh test leaves out: an engine that never comes back, real images
# pushed through a registry that fails. Needs root, docker.io, busybox-static, docker-registry, skopeo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
IMAGER_SLOW_TESTS=1 IMAGER_REQUIRE_ORACLES=1 exec dotnet test tests/Imager.Build.Tests -c Release --nologo \
    --filter Category=Slow --logger "console;verbosity=normal" "$@"
