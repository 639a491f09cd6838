# shellcheck shell=bash
# Sourced by the scripts beside it: what they need, and where it lives. Everything is pinned, stays outside the checkout, and is
# installed once: with all of it there, nothing here uses the network.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${SOTAY_CI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/sotay-ci}

cargo_deny_version=0.20.2
cargo_machete_version=0.9.2
cargo_fuzz_version=0.13.2

stage() {
    printf '\n== %4d s  %s\n' "$SECONDS" "$*"
}

# Debian's packages that are missing: a C compiler for SQLite, libpq and aws-lc, Python for the tools, PostgreSQL for the tests.
install_packages() {
    local missing=()
    command -v cc >/dev/null || missing+=(build-essential)
    python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "missing Debian packages, and only root can install them: ${missing[*]}" >&2
        return 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# `install_once NAME PIN-FILES… -- COMMAND…` runs the command in a fresh folder $tools/NAME, unless it has already done so for the same
# pins. The mark is written last, so a broken installation is begun again.
install_once() {
    local name=$1 folder="$tools/$1" pins=()
    shift
    while [ "$1" != -- ]; do
        pins+=("$1")
        shift
    done
    shift
    local mark
    mark=$(cat "${pins[@]}" | sha256sum)
    [ "$(cat "$folder/.installed" 2>/dev/null)" != "$mark" ] || return 0
    echo "installing $name"
    rm -rf "$folder"
    mkdir -p "$folder"
    "$@" "$folder"
    echo "$mark" >"$folder/.installed"
}

install_python() {
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check -r "$checkout/.ci/requirements.txt"
}

install_node() {
    cp "$checkout/.ci/package.json" "$checkout/.ci/package-lock.json" "$1/"
    # No install scripts: none of these packages needs one, and one of them reports who installs it.
    (cd "$1" && node_program npm ci --silent --ignore-scripts --no-audit --no-fund)
}

# Unoptimised: they are quick enough, and take a fraction of the time to build.
install_cargo_tool() {
    CARGO_TARGET_DIR="$3/build" cargo install --quiet --locked --debug --root "$3" "$1@$2"
    rm -rf "$3/build"
}

install_cargo_tools() {
    install_once cargo-deny <(echo $cargo_deny_version) -- install_cargo_tool cargo-deny $cargo_deny_version
    install_once cargo-machete <(echo $cargo_machete_version) -- install_cargo_tool cargo-machete $cargo_machete_version
}

install_python_tools() {
    install_once python "$checkout/.ci/requirements.txt" -- install_python
}

install_contract_tools() {
    install_python_tools
    install_once node "$checkout/.ci/requirements.txt" "$checkout/.ci/package.json" "$checkout/.ci/package-lock.json" -- install_node
}

# `node_program spectral …`: a program of package.json, or npm, on the Node.js of requirements.txt.
node_program() {
    local program=$1
    shift
    PATH="$tools/node/node_modules/.bin:$tools/python/bin:$PATH" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
        "$program" "$@"
}
