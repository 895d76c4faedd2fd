#!/usr/bin/env python3
"""Executes the lines of a job of docs/ci/ on this machine, in a clean clone, as the CI service would.

    run_pipeline.py github|gitlab JOB [--work FOLDER] [--user NAME] [--keep] [--root REPOSITORY]

Real: the clone, every run:/script: line, ./build.sh and all it makes, a Docker engine, a registry with a password, docker login.
In place of what is outside: the registry is docker-registry on loopback (its name replaces ghcr.io in the lines); gh only keeps the
files and arguments it gets; sudo only answers for apt-get, and fails when a package is not installed; actions (uses:) are skipped;
images are signed with a key of the run and without the public log, because the signing services know no identity here.
--user runs the job as that user, as GitHub's runners do, with the engine's socket in its group; gitlab jobs run as root in a container.
Needs root (for dockerd), python3-yaml, git, docker.io, docker-registry, skopeo. Exit code: the failed step's, or 0.
"""
import argparse
import grp
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

USER, PASSWORD = "imager", "secret"
HTPASSWD = "imager:$2b$04$Hpd9Qrys.Xc9L03QXZfcjep9V8tOVdncFFAkc8XwEyzTT.y7/ZQ9u\n"  # "secret", bcrypt with 4 rounds
TAG = "v0.0.1-pipeline"
FILES = {"github": "github-actions.yml", "gitlab": "gitlab-ci.yml"}
GH = """#!/bin/sh
# Stands for GitHub's releases: keeps what it is given.
printf '%s\\n' "$*" >> "$PIPELINE_WORK/gh-calls"
for word in "$@"; do [ ! -f "$word" ] || cp "$word" "$PIPELINE_WORK/published/"; done
"""
SUDO = """#!/bin/sh
# Stands for the runner's sudo: the packages are there, or the job fails.
[ "$1" = apt-get ] || { echo "sudo: only apt-get is expected here, not: $*" >&2; exit 1; }
shift
case $1 in
    update) ;;
    install) for word in "$@"; do case $word in install|-*) ;; *) dpkg -s "$word" >/dev/null || exit 1 ;; esac; done ;;
    *) exit 1 ;;
esac
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, probe, process, seconds=60):
    for _ in range(seconds * 10):
        if process.poll() is not None:
            sys.exit(f"{what} ended with {process.returncode}; its log is in the work folder")
        try:
            probe()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{what} does not answer")


class Surroundings:
    """The registry and the engine of a job."""

    def __init__(self, work, group):
        self.work, self.processes = work, []
        self.registry_port = free_port()
        self.registry = f"127.0.0.1:{self.registry_port}"
        os.makedirs(f"{work}/registry")
        with open(f"{work}/registry/htpasswd", "w") as file:
            file.write(HTPASSWD)
        with open(f"{work}/registry.yml", "w") as file:
            yaml.dump({
                "version": 0.1, "log": {"level": "error", "accesslog": {"disabled": True}},
                "storage": {"filesystem": {"rootdirectory": f"{work}/registry/data"}},
                "http": {"addr": self.registry, "secret": "test"},
                "auth": {"htpasswd": {"realm": "test", "path": f"{work}/registry/htpasswd"}},
            }, file)
        registry = self.start("registry", ["docker-registry", "serve", f"{work}/registry.yml"])
        wait_for("docker-registry", lambda: socket.create_connection(("127.0.0.1", self.registry_port)).close(), registry)

        with open(f"{work}/daemon.json", "w") as file:
            file.write("{}")

        # Sockets have short paths; the engine has no bridge and touches no firewall rule.
        self.run = tempfile.mkdtemp(prefix="pipeline-", dir="/run")
        os.chmod(self.run, 0o755)
        self.socket, self.port = f"{self.run}/docker.sock", free_port()
        engine = self.start("dockerd", [
            "dockerd", "--data-root", f"{work}/dockerd", "--exec-root", f"{self.run}/exec", "--pidfile", f"{self.run}/pid",
            "--config-file", f"{work}/daemon.json", "--group", group, "-H", f"unix://{self.socket}", "-H", f"tcp://127.0.0.1:{self.port}",
            "--tls=false", "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false"])
        wait_for("dockerd", lambda: urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_ping", timeout=2).close(), engine)

    def start(self, name, command):
        log = open(f"{self.work}/{name}.log", "wb")
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.run, ignore_errors=True)


def steps_of(kind, pipeline, job):
    """(title, script, environment) of every step that has lines."""
    if kind == "github":
        definition = pipeline["jobs"][job]
        shared = definition.get("env", {})
        return [(step["run"].strip().split("\n")[0], step["run"], {**shared, **step.get("env", {})})
                for step in definition["steps"] if "run" in step]
    definition = pipeline[job]
    lines = pipeline.get("default", {}).get("before_script", []) + definition["script"]
    return [(f"script of {job}", "set -eo pipefail\n" + "\n".join(lines) + "\n", {**pipeline.get("variables", {}), **definition.get("variables", {})})]


def expand(text, values):
    """${{ expressions }} that the pipelines use; another one is an error."""
    def value(match):
        if match.group(1) not in values:
            sys.exit(f"the pipeline uses ${{{{ {match.group(1)} }}}}, which this script does not know")
        return values[match.group(1)]
    return re.sub(r"\$\{\{ *([^ }]+) *\}\}", value, text)


def make_key(clone, work):
    """A key of cosign's, and the program that made it: Debian 13's, as ./build.sh fetches it."""
    subprocess.run(["sh", f"{clone}/build/Recipes/base/fetch-tools.sh", f"{work}/cosign", "trixie", "http://deb.debian.org/debian", "cosign"], check=True)
    subprocess.run([f"{work}/cosign/bin/cosign", "generate-key-pair"], cwd=f"{work}/cosign", env={**os.environ, "COSIGN_PASSWORD": ""}, check=True)
    os.chmod(f"{work}/cosign/cosign.key", 0o644)
    return {"COSIGN_KEY": f"{work}/cosign/cosign.key", "COSIGN_PASSWORD": "", "COSIGN_TLOG": "0"}


def services(kind, around, work):
    """What the service sets, and what it replaces in lines."""
    if kind == "github":
        return {
            "GITHUB_REF_NAME": TAG, "GITHUB_REPOSITORY_OWNER": "Example-Org", "GITHUB_ENV": f"{work}/github-env",
            "GITHUB_ACTIONS": "true", "DOCKER_HOST": f"unix://{around.socket}",
        }, {"secrets.GITHUB_TOKEN": PASSWORD, "github.actor": USER}
    return {
        "CI_COMMIT_TAG": TAG, "CI_REGISTRY": around.registry, "CI_REGISTRY_USER": USER, "CI_REGISTRY_PASSWORD": PASSWORD,
        "CI_PROJECT_PATH": "Example/Group/Project", "CI_REGISTRY_IMAGE": f"{around.registry}/example/group/project",
        "GITLAB_CI": "true", "DOCKER_HOST": f"tcp://127.0.0.1:{around.port}",
    }, {}


def check_release(around, clone, work, kind):
    """Every image that the release lists is in the registry, the tag names its digest, and it is signed."""
    images = open(f"{clone}/artifacts/release/images.txt").read().split()
    if len(images) != 3:
        sys.exit(f"the release lists {len(images)} images instead of 3")
    for image in images:
        name, digest = image.split("@")
        raw = subprocess.run(["skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", f"{USER}:{PASSWORD}", f"docker://{name}"],
                             stdout=subprocess.PIPE, check=True).stdout
        if "sha256:" + hashlib.sha256(raw).hexdigest() != digest:
            sys.exit(f"{name} is not {digest} in the registry")
        subprocess.run([f"{work}/cosign/bin/cosign", "verify", "--key", f"{work}/cosign/cosign.pub", "--insecure-ignore-tlog=true", f"{name.rsplit(':', 1)[0]}@{digest}"],
                       env={**os.environ, "DOCKER_CONFIG": f"{work}/home/.docker"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        print(f"   in the registry, and signed: {image}")
    if kind == "github":
        published, released = sorted(os.listdir(f"{work}/published")), sorted(os.listdir(f"{clone}/artifacts/release"))
        if published != released:
            sys.exit(f"gh release create got other files: {set(released) ^ set(published)}")
        print(f"   published: {len(published)} files")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("job")
    parser.add_argument("--work")
    parser.add_argument("--user")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    given = parser.parse_args()
    work = tempfile.mkdtemp(prefix="imager-pipeline-", dir=given.work)
    os.chmod(work, 0o755)
    clone, tools = f"{work}/clone", f"{work}/bin"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{given.root}", clone], check=True)
    subprocess.run(["git", "-C", clone, "tag", TAG], check=True)
    for name, text in {"gh": GH, "sudo": SUDO}.items():
        os.makedirs(tools, exist_ok=True)
        with open(f"{tools}/{name}", "w") as file:
            file.write(text)
        os.chmod(f"{tools}/{name}", 0o755)
    for folder in ("home", "published", "tmp"):
        os.makedirs(f"{work}/{folder}")
    open(f"{work}/github-env", "w").close()

    account = pwd.getpwnam(given.user) if given.user else pwd.getpwuid(os.getuid())
    if given.user:
        subprocess.run(["chown", "-R", f"{account.pw_uid}:{account.pw_gid}", work], check=True)
    pipeline = yaml.safe_load(open(f"{clone}/docs/ci/{FILES[given.kind]}"))
    around = Surroundings(work, grp.getgrgid(account.pw_gid).gr_name)
    failed = True
    try:
        service, secrets = services(given.kind, around, work)
        if given.job == "release":
            service.update(make_key(clone, work))
        base = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": f"{work}/home", "TMPDIR": f"{work}/tmp", "LANG": "C.UTF-8",
            "PIPELINE_WORK": work, "DOTNET_NOLOGO": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
            **{name: os.environ[name] for name in ("http_proxy", "https_proxy", "no_proxy", "NUGET_CERT_REVOCATION_MODE") if name in os.environ},
        }
        for title, script, environment in steps_of(given.kind, pipeline, given.job):
            carried = dict(line.rstrip("\n").split("=", 1) for line in open(f"{work}/github-env") if "=" in line)
            script = expand(script, secrets).replace("ghcr.io", around.registry)
            with open(f"{work}/step.sh", "w") as file:
                file.write(script)
            os.chmod(f"{work}/step.sh", 0o644)
            values = {**base, **{name: expand(str(value), secrets) for name, value in environment.items()}, **carried, **service}
            print(f"== {title}", flush=True)
            clock = time.time()
            command = ["bash", "-e", f"{work}/step.sh"]
            ended = subprocess.run(command, cwd=clone, env=values, user=account.pw_uid if given.user else None,
                                   group=account.pw_gid if given.user else None, extra_groups=[] if given.user else None)
            print(f"   exit {ended.returncode}, {time.time() - clock:.0f} s", flush=True)
            if ended.returncode != 0:
                return ended.returncode
        if given.job == "release":
            check_release(around, clone, work, given.kind)
        print(f"{given.kind} {given.job}: ended well", flush=True)
        failed = False
        return 0
    finally:
        around.stop()
        if given.keep or failed:
            print(f"everything is in {work}")
        else:
            shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
