"""What the standard asks of an alert, written from OASIS CAP 1.2 (1 July 2010), section 3.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
NAME = re.compile(r"[^\s,<&]+")
ONE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
# Elements in the order of the schema, with how often each may stand.
ALERT = {
    "identifier": ONE, "sender": ONE, "sent": ONE, "status": ONE, "msgType": ONE, "source": MAYBE,
    "scope": ONE, "restriction": MAYBE, "addresses": MAYBE, "code": MANY, "note": MAYBE,
    "references": MAYBE, "incidents": MAYBE, "info": MANY,
}  # fmt: skip
INFO = {
    "language": MAYBE, "category": SOME, "event": ONE, "responseType": MANY, "urgency": ONE,
    "severity": ONE, "certainty": ONE, "audience": MAYBE, "eventCode": MANY, "effective": MAYBE,
    "onset": MAYBE, "expires": MAYBE, "senderName": MAYBE, "headline": MAYBE,
    "description": MAYBE, "instruction": MAYBE, "web": MAYBE, "contact": MAYBE, "parameter": MANY,
    "resource": MANY, "area": MANY,
}  # fmt: skip
AREA = {
    "areaDesc": ONE, "polygon": MANY, "circle": MANY, "geocode": MANY, "altitude": MAYBE,
    "ceiling": MAYBE,
}  # fmt: skip
PAIR = {"valueName": ONE, "value": ONE}
ALLOWED = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}


def faults(text: str) -> list[str]:
    """Everything in which an alert breaks the standard; none for a sound one."""
    root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False))
    if root.tag != f"{{{NAMESPACE}}}alert":
        return [f"root is {root.tag}"]
    found = [*_children(root, ALERT), *_values(root), *_alert(root)]
    for info in children(root, "info"):
        found += _children(info, INFO)
        for pair in [*children(info, "parameter"), *children(info, "eventCode")]:
            found += _children(pair, PAIR)
        for area in children(info, "area"):
            found += _children(area, AREA)
            for pair in children(area, "geocode"):
                found += _children(pair, PAIR)
    return found


def children(element: etree._Element, name: str) -> list[etree._Element]:
    return element.findall(f"{{{NAMESPACE}}}{name}")


def text_of(element: etree._Element, name: str) -> str | None:
    return element.findtext(f"{{{NAMESPACE}}}{name}")


def _children(element: etree._Element, model: dict[str, tuple[int, int | None]]) -> Iterator[str]:
    names = [etree.QName(child).localname for child in element]
    if {etree.QName(child).namespace for child in element} - {NAMESPACE}:
        yield f"{element.tag}: a child of another namespace"
    for name in set(names) - model.keys():
        yield f"unknown element {name}"
    for name, (least, most) in model.items():
        if names.count(name) < least or (most is not None and names.count(name) > most):
            yield f"{name} stands {names.count(name)} times"
    order = [list(model).index(name) for name in names if name in model]
    if order != sorted(order):
        yield f"order of {names}"


def _values(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        name, text = etree.QName(element).localname, element.text or ""
        if name in ALLOWED and text not in ALLOWED[name].split():
            yield f"{name} is {text}"
        if name in ("sent", "effective", "onset", "expires") and not MOMENT.fullmatch(text):
            yield f"{name} is {text}"
        if name in ("identifier", "sender") and not NAME.fullmatch(text):
            yield f"{name} is {text!r}"
        if not len(element) and not text.strip():
            yield f"{name} is empty"
        if name == "language" and not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", text):
            yield f"language is {text}"


def _alert(root: etree._Element) -> Iterator[str]:
    scope, kind = text_of(root, "scope"), text_of(root, "msgType")
    references = text_of(root, "references")
    if scope == "Restricted" and not text_of(root, "restriction"):
        yield "a restricted alert needs a restriction"
    if scope == "Private" and not text_of(root, "addresses"):
        yield "a private alert needs addresses"
    if kind in ("Update", "Cancel", "Ack", "Error") and not references:
        yield f"{kind} needs references"
    for reference in (references or "").split():
        sender, identifier, sent, *rest = [*reference.split(","), "", "", ""]
        if rest[:-3] or not (sender and identifier) or not MOMENT.fullmatch(sent):
            yield f"reference {reference}"
