#!/usr/bin/env bash
# Brings what the tests use beyond npm: a Chromium for the pages, an Alertmanager and a Prometheus for the alerts, a Hugo for the files of cState. Where that cannot be done
# it says so, and the tests that need it are skipped; nothing here fails.
set -uo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v prometheus-alertmanager >/dev/null || command -v alertmanager >/dev/null || missing+=(prometheus-alertmanager)
command -v prometheus >/dev/null || missing+=(prometheus)
command -v hugo >/dev/null || missing+=(hugo)

if [ ${#missing[@]} -eq 0 ]; then
  echo "tools: Chromium, Alertmanager, Prometheus and Hugo are here."
  exit 0
fi

why=""
command -v apt-get >/dev/null || why="there is no apt-get"
[ "$(id -u)" -eq 0 ] || why="${why:-this is not root}"
if [ -n "$why" ]; then
  echo "tools: ${missing[*]} missing, and $why: their tests will be skipped."
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt-get update >"$log" 2>&1 </dev/null || echo "tools: apt-get update did not succeed: $(tail -n 1 "$log")"

for package in "${missing[@]}"; do
  # Two of the packages would start services; the tests start their own.
  if timeout 240 apt-get install -y --no-install-recommends "$package" >"$log" 2>&1 </dev/null; then
    echo "tools: installed $package."
  else
    echo "tools: $package could not be installed ($(tail -n 1 "$log")): its tests will be skipped."
  fi
done
exit 0
