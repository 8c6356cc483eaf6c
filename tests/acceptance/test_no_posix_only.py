"""Officers sit at Windows: nothing in the package may be there on POSIX systems only."""

import ast
from importlib.resources import files
from pathlib import Path

import pytest

MODULES = frozenset({"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty", "curses"})
NAMES = {
    "os": frozenset(
        {
            *("fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setuid", "setgid", "getpgid"),
            *(
                "setpgid",
                "setsid",
                "killpg",
                "chown",
                "fchown",
                "lchown",
                "fchmod",
                "mkfifo",
                "mknod",
                "nice",
            ),
            *("uname", "umask", "wait", "wait3", "wait4", "waitid", "openpty", "posix_spawn", "O_NOFOLLOW"),
            *(
                "O_CLOEXEC",
                "O_DIRECTORY",
                "sync",
                "statvfs",
                "getloadavg",
                "pread",
                "pwrite",
                "fchdir",
                "chroot",
            ),
        }
    ),
    "signal": frozenset(
        {
            *(
                "SIGKILL",
                "SIGHUP",
                "SIGUSR1",
                "SIGUSR2",
                "SIGQUIT",
                "SIGALRM",
                "SIGCHLD",
                "SIGPIPE",
                "SIGXFSZ",
            ),
            *("SIGSTOP", "SIGCONT", "SIGTSTP", "alarm", "setitimer", "pause", "sigwait", "pthread_sigmask"),
            *("pthread_kill", "siginterrupt", "set_wakeup_fd"),
        }
    ),
    "socket": frozenset({"AF_UNIX", "socketpair", "send_fds", "recv_fds"}),
    "time": frozenset({"tzset", "pthread_getcpuclockid"}),
    "asyncio": frozenset({"open_unix_connection", "start_unix_server"}),
    "select": frozenset({"poll", "epoll", "kqueue"}),
    "pathlib": frozenset({"PosixPath"}),
}
SOURCES = sorted(Path(str(files("purdahgate"))).rglob("*.py"))


def posix_only(source: str) -> list[str]:
    """What a source uses that Windows has not, by line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [
                f"{node.lineno}: import {each.name}"
                for each in node.names
                if each.name.split(".")[0] in MODULES
            ]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module.split(".")[0] in MODULES:
                found.append(f"{node.lineno}: from {node.module}")
            taken = NAMES.get(node.module, frozenset())
            found += [
                f"{node.lineno}: {node.module}.{each.name}" for each in node.names if each.name in taken
            ]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in NAMES.get(node.value.id, frozenset()):
                found.append(f"{node.lineno}: {node.value.id}.{node.attr}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(form in node.value for form in ("%-d", "%-H", "%-I", "%-m")):
                found.append(f"{node.lineno}: strftime's {node.value!r}")
            if node.value.startswith(("/tmp", "/dev/", "/etc/", "/var/", "/usr/", "/bin/")):
                found.append(f"{node.lineno}: the path {node.value!r}")
    return found


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import fcntl", id="a module"),
        pytest.param("from resource import setrlimit", id="from a module"),
        pytest.param("import os\nos.fork()", id="a function"),
        pytest.param("from signal import SIGKILL", id="a name"),
        pytest.param("import signal\nsignal.signal(signal.SIGHUP, None)", id="a signal"),
        pytest.param("f'{day:%-d}'", id="a form of date"),
        pytest.param("open('/dev/stdin')", id="a path"),
    ],
)
def test_the_search_finds_what_is_there_on_posix_only(source):
    assert len(posix_only(source)) == 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_package_uses_nothing_that_windows_has_not(path):
    assert posix_only(path.read_text(encoding="utf-8")) == []


def test_the_search_reads_the_whole_package():
    assert len(SOURCES) > 80


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_text_file_is_opened_in_a_named_encoding(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unnamed = [
        f"{node.lineno}: {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr in {"read_text", "write_text"}
            or (node.func.attr == "open" and not any("b" in ast.unparse(each) for each in node.args[:1]))
        )
        and not any(each.arg == "encoding" for each in node.keywords)
    ]

    assert unnamed == []
