"""The licences of what the suite needs at run time, read from the installed packages."""

import re
from importlib import metadata

from repository import PROJECT

# GPL and AGPL as a licence; LGPL is not meant. "GNU General Public License" without "Lesser" before it.
STRONG = re.compile(r"(?<![A-Za-z])A?GPL|Affero|(?<!Lesser )(?<!Library or Lesser )General Public License", re.IGNORECASE)


def required(name="requirements.txt"):
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return [canonical(re.split(r"[=<>!~;\[ ]", line)[0]) for line in lines if line.strip() and line[0] not in "#-"]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def with_dependencies(names):
    """{name: distribution} of the packages and everything they pull in."""
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            # A dependency for another system or Python: it is not installed, so it is not used.
            continue
        needs = found[name].requires or []
        waiting += [canonical(re.split(r"[=<>!~;\[ (]", need)[0]) for need in needs if "extra ==" not in need]
    return found


def licences(distribution):
    """What a package says about its licence, in short: expression, or field, or classifiers."""
    about = distribution.metadata
    said = [about.get("License-Expression") or "", (about.get("License") or "").splitlines()[:1]]
    said = [said[0], *(said[1] or [])]
    said += [line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return [text for text in said if text and text not in ("OSI Approved", "UNKNOWN")]


def is_strong(texts):
    """Whether every licence on offer is GPL or AGPL; where one may choose, the milder one counts.

    >>> is_strong(["MIT License", "GNU General Public License v3"]), is_strong(["AGPL-3.0"]), is_strong(["LGPL-3.0"])
    (False, True, False)
    """
    offers = [offer for text in texts for offer in re.split(r"\s+OR\s+|,|/|;| or ", text) if offer.strip()]
    return bool(offers) and all(STRONG.search(re.sub(r"LGPL\S*|Lesser General Public License", "mild", offer)) for offer in offers)
