#!/bin/sh
# Build the image without Docker and without pulling, look inside it, and run it as the user it names (make image-check).
#   BASE_IMAGE=…      an image that is there already; unset: a Debian of this machine's package source
#   BUILD_VOLUMES="-v /etc/pip.conf:/etc/pip.conf:ro …"   what pip needs of this machine: its configuration, certificates
# Needs, as root: apt-get install -y --no-install-recommends buildah mmdebstrap crun netavark
set -eu
cd "$(dirname "$0")/.."
oci=${OCI:-$PWD/.oci}
mkdir -p "$oci"
B="buildah --root $oci/store --runroot $oci/run --storage-driver vfs"
base=${BASE_IMAGE:-localhost/chaeum-base:1}
if [ -z "${BASE_IMAGE:-}" ] && ! $B inspect --type image "$base" >/dev/null 2>&1; then
    echo "Making a base image …"
    mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$oci/base.tar"
    c=$($B from scratch)
    $B add -q "$c" "$oci/base.tar" /
    $B commit -q "$c" "$base"
    $B rm "$c" >/dev/null
fi
echo "Building …"
$B bud --isolation chroot --pull=never --format docker --build-arg BASE_IMAGE="$base" ${BUILD_VOLUMES:-} \
    -t localhost/chaeum:check . >"$oci/build.log" 2>&1 || { tail -40 "$oci/build.log"; exit 1; }
c=$($B from --pull-never localhost/chaeum:check)
root=$($B mount "$c")
trap '$B rm "$c" >/dev/null' EXIT
python3 -m scripts.image_content "$root" --list >"$oci/content.txt" && tail -2 "$oci/content.txt" || { tail -20 "$oci/content.txt"; exit 1; }
du -sm "$root" | cut -f1 | sed 's/$/ MiB with the base/'
python3 -c 'import json,sys; print(len(json.load(open(sys.argv[1]))["components"]), "packages in the bill of materials")' "$root/opt/chaeum/sbom.cdx.json"
R="$B run --isolation chroot --user 65532:65532"
refused=0
$R "$c" -- chaeum serve 2>"$oci/refused.txt" || refused=$?
[ "$refused" = 2 ] || { echo "started open to others without clients: exit code $refused"; exit 1; }
echo "without clients it refuses: $(head -1 "$oci/refused.txt" | cut -c1-100)"
$R --env CHAEUM_ALLOW_ANONYMOUS=1 --env HOST=127.0.0.1 --env PORT=8377 --env ADMIN_PORT=0 --env DRAIN_S=0 "$c" -- \
    timeout 25 chaeum serve 2>"$oci/served.txt" & # buildah hands no signal on, so it gets its end beforehand
served=$!
python3 - <<'PY'
import json, time, urllib.request as u
open_ = u.build_opener(u.ProxyHandler({})).open
for _ in range(100):
    try:
        open_("http://127.0.0.1:8377/healthz/ready", timeout=2).close()
        break
    except OSError:
        time.sleep(0.2)
ask = u.Request("http://127.0.0.1:8377/parse/real-estate", json.dumps({"text": "신림역 원룸 500/45"}).encode(), {"Content-Type": "application/json"})
deal = json.load(open_(ask, timeout=10))["result"]["listings"][0]["deals"][0]
assert (deal["deposit"], deal["rent"]) == (5_000_000, 450_000), deal
print("as user 65532 it answers:", {k: deal[k] for k in ("type", "deposit", "rent")})
PY
kill "$served"
wait "$served" 2>/dev/null || true
