# Shared by the commands beside it: installs what the machine lacks. Sourced, never run.
# Everything it says goes to stderr, so that the output of a command stays clean.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
CACHE="$ROOT/.cache"
export UV_PROJECT_ENVIRONMENT="$VENV" UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_NO_PROGRESS=1

say() { printf 'flowscope: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- packages of the operating system ------------------------------------------------------

missing_packages=()

# need COMMAND PACKAGE: the Debian package is wanted when the command is not there.
need() { have "$1" || missing_packages+=("$2"); }

need_python() {
    need python3 python3
    if have python3 && ! python3 -c 'import pip' 2>/dev/null && ! have uv; then
        missing_packages+=(python3-pip)
    fi
    install_packages
}

# The window's libraries; the table of them is the application's own, in gui/startup_guard.py.
need_qt_libraries() {
    [[ "$(uname -s)" == Linux ]] || return 0
    local names
    names="$(cd "$ROOT" && python3 -c 'from gui import startup_guard as guard
print(*guard.packages(guard.missing_libraries()))')"
    read -ra names <<<"$names"
    missing_packages+=("${names[@]}")
    if have dpkg && ! compgen -G '/usr/share/fonts/truetype/*' >/dev/null; then
        missing_packages+=(fonts-dejavu-core)
    fi
}

# What only the tests use: a broker, a display with all that a walk on it needs, a second client library.
need_test_tools() {
    [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing_packages+=(rabbitmq-server)
    need Xvfb xvfb
    need xauth xauth
    need xdotool xdotool
    need desktop-file-validate desktop-file-utils
    need xclip xclip
    need jwm jwm
    need node nodejs
    need npm npm
}

install_packages() {
    local wanted="${missing_packages[*]}" log="$CACHE/apt.log"
    [[ -n $wanted ]] || return 0
    have apt-get || die "missing, by their Debian names: $wanted. Install them and run this again."
    ((EUID == 0)) || die "missing packages. As root: apt-get install $wanted, then run this again."
    say "installing Debian packages: $wanted"
    mkdir -p "$CACHE"
    apt_install "$log" || { tail -n 20 "$log" >&2; die "apt-get failed; all it said is in $log"; }
    [[ " $wanted " != *" rabbitmq-server "* ]] || leave_broker_off
    missing_packages=()
}

# apt_install LOG: installs, and keeps the packages from starting services of theirs meanwhile.
apt_install() (
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >"$1" 2>&1 || say "apt-get update failed; trying with the lists that are there"
    apt-get install -y -q --no-install-recommends "${missing_packages[@]}" >>"$1" 2>&1
)

# The tests run a broker of their own; the machine-wide service is not theirs to start.
leave_broker_off() {
    deb-systemd-helper disable rabbitmq-server.service >/dev/null 2>&1 || true
    update-rc.d rabbitmq-server disable >/dev/null 2>&1 || true
    if have systemctl && systemctl --quiet is-active rabbitmq-server.service; then
        say "Debian started its RabbitMQ service; systemctl stop rabbitmq-server ends it"
    else
        say "RabbitMQ is there for the tests; its machine-wide service is neither started nor enabled"
    fi
}

# --- the environment of Python packages ----------------------------------------------------

# need_environment run|test: `.venv` as uv.lock says, made once for each state of the lock.
need_environment() {
    local stamp="$VENV/.flowscope-$1" state
    state="$ROOT $(cat "$ROOT/uv.lock" "$ROOT/pyproject.toml" | sha256sum)"
    if [[ -x $VENV/bin/flowscope && -x $VENV/bin/python && -e $stamp && $(<"$stamp") == "$state" ]]; then
        return 0
    fi
    PYTHON="$(find_python)" || die "Flowscope needs Python 3.11 or newer."
    UV="$(find_uv)"
    say "installing the locked Python packages into .venv"
    local groups=(--group dev)
    [[ $1 == test ]] || groups=(--no-dev --group build)
    sync_with_uv "${groups[@]}" || sync_with_pip "${groups[@]}"
    printf '%s' "$state" >"$stamp"
    [[ $1 == run ]] || printf '%s' "$state" >"$VENV/.flowscope-run"
}

find_python() {
    local python
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$python" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}

# The machine's uv when it can read our lock, else the one that the lock names, by pip.
find_uv() {
    local folder="$CACHE/uv"
    if uv export --frozen --quiet --project "$ROOT" >/dev/null 2>&1; then
        command -v uv
        return 0
    fi
    if ! "$folder/bin/uv" export --frozen --quiet --project "$ROOT" >/dev/null 2>&1; then
        say "installing uv into .cache"
        mkdir -p "$CACHE"
        "$PYTHON" "$ROOT/scripts/locked_uv.py" >"$CACHE/uv.txt"
        "$PYTHON" -m pip install -qq --upgrade --target "$folder" --require-hashes -r "$CACHE/uv.txt" ||
            die "pip could not install uv."
    fi
    printf '%s' "$folder/bin/uv"
}

sync_with_uv() {
    pip_has_its_own_index && return 1
    "$UV" sync --quiet --project "$ROOT" --python "$PYTHON" --frozen --inexact --compile-bytecode \
        --no-build-isolation-package flowscope "$@"
}

pip_has_its_own_index() { "$PYTHON" -m pip config list 2>/dev/null | grep -q '\.index-url='; }

# The same packages and hashes by pip, which knows the machine's own index and proxy.
sync_with_pip() {
    say "taking the same locked packages with pip, from the index that it is set up for"
    [[ -x $VENV/bin/python ]] || "$UV" venv --quiet --clear --python "$PYTHON" "$VENV"
    local pip=("$PYTHON" -m pip --python "$VENV/bin/python" install -qq --no-deps)
    mkdir -p "$CACHE"
    "$UV" export --quiet --frozen --project "$ROOT" --no-emit-project "$@" >"$CACHE/locked.txt" ||
        die "uv could not read uv.lock."
    "${pip[@]}" --require-hashes -r "$CACHE/locked.txt" || die "pip could not install the packages."
    "${pip[@]}" --no-build-isolation --no-index -e "$ROOT" || die "pip could not install Flowscope."
}

# --- the Node.js client that the integration tests talk to the broker with -------------------

need_node_modules() {
    local folder="$ROOT/tests/integration/node"
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.flowscope-lock" && return 0
    say "installing the tests' Node.js packages"
    npm ci --prefix "$folder" --silent --no-audit --no-fund --ignore-scripts ||
        die "npm could not install the packages of tests/integration/node."
    cp "$folder/package-lock.json" "$folder/node_modules/.flowscope-lock"
}
