"""What runc reads: the OCI runtime specification's config.json, as strict as docs/deploy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.image import Image

_NAMESPACES: Final = ("pid", "ipc", "uts", "mount")
_CAPABILITY_SETS: Final = ("bounding", "effective", "permitted", "inheritable", "ambient")
_MOUNTS: Final = (
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {
        "destination": "/dev",
        "type": "tmpfs",
        "source": "tmpfs",
        "options": ["nosuid", "mode=755", "size=64k"],
    },
)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the image is run, where not as it says itself."""

    command: Sequence[str] = ()
    """Instead of the image's own."""
    ids: tuple[int, int] | None = None
    """User and group, instead of the image's own."""
    own_network: bool = False
    """Whether nothing but its own loopback can be reached in it; else it has this machine's."""
    system_calls: Collection[str] = ()
    """Those that it may make; the others fail. None named: all."""
    address_families: Collection[int] = ()
    """Those of the sockets that it may make, if system calls are named."""


def make_bundle(
    image: Image, data: Path, environ: Mapping[str, str], options: Options
) -> Mapping[str, Any]:
    """Return the configuration of a container, read-only but for ``data`` at ``/data``."""
    volume = {"destination": "/data", "type": "bind", "source": str(data), "options": ["bind"]}
    kinds = (*_NAMESPACES, "network") if options.own_network else _NAMESPACES
    return {
        "ociVersion": "1.0.2",
        "hostname": "plong",
        "root": {"path": str(image.files), "readonly": True},
        "mounts": [*_MOUNTS, volume],
        "linux": {"namespaces": [{"type": kind} for kind in kinds], **_filters(options)},
        "process": _process(image, environ, options),
    }


def _process(image: Image, environ: Mapping[str, str], options: Options) -> Mapping[str, Any]:
    variables = {**image.environ, **environ}
    uid, gid = options.ids or image.ids
    return {
        "args": list(options.command or image.command),
        "cwd": image.folder,
        "env": [f"{name}={value}" for name, value in variables.items()],
        "user": {"uid": uid, "gid": gid},
        "capabilities": dict.fromkeys(_CAPABILITY_SETS, ()),
        "noNewPrivileges": True,
    }


def _filters(options: Options) -> Mapping[str, Any]:
    if not options.system_calls:
        return {}
    rules = [
        _allowed([name for name in options.system_calls if name != "socket"]),
        *(_allowed(["socket"], _first_is(family)) for family in options.address_families),
    ]
    return {"seccomp": {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules}}  # with EPERM


def _allowed(names: Sequence[str], *arguments: Mapping[str, object]) -> Mapping[str, object]:
    return {"names": names, "action": "SCMP_ACT_ALLOW", "args": arguments}


def _first_is(value: int) -> Mapping[str, object]:
    return {"index": 0, "value": value, "op": "SCMP_CMP_EQ"}
