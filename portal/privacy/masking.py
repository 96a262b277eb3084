"""How personal data look to somebody who has no reason to see them whole."""

import re
from collections.abc import Callable

from portal.privacy.normalise import normalise_building

# The surnames of two characters that are met in practice; any other name is masked after its first character.
COMPOUND_SURNAMES = frozenset(
    {"欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛"}
    | {"尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "申屠", "公孙", "慕容", "钟离", "长孙"}
    | {"宇文", "司徒", "鲜于", "司空", "轩辕", "令狐", "呼延", "西门", "南门", "东郭", "百里", "拓跋"}
    | {"纳兰", "完颜"}
)
_FIRST_DIGIT = re.compile(r"[0-9０-９]")
STAR = "*"


def mask_name(value: str | None) -> str:
    """李秀兰 → 李**, 欧阳娜 → 欧阳*, Anna Li → A******."""
    name = (value or "").strip()
    keep = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return _starred(name, head=keep if len(name) > 1 else 0)


def mask_phone(value: str | None) -> str:
    """13800000452 → 138****0452; a shorter number keeps its last two digits."""
    phone = (value or "").strip()
    return _starred(phone, head=3, tail=4) if len(phone) >= 10 else _starred(phone, tail=2 if len(phone) > 4 else 0)


def mask_id(value: str | None) -> str:
    """Province and the last four, which people say on the telephone to be recognised; the birth date is hidden."""
    number = (value or "").strip()
    return _starred(number, head=2, tail=4) if len(number) >= 10 else STAR * len(number)


def mask_address(value: str | None) -> str:
    """The street stays, house and flat do not: 香坊区安埠街12号3单元 → 香坊区安埠街****."""
    address = (value or "").strip()
    if not address:
        return ""
    digit = _FIRST_DIGIT.search(address)
    return address[: digit.start() if digit else len(address) // 2] + STAR * 4


def mask_flat(value: str | None) -> str:
    """Up to the building, for those who walk to its doors: 香坊区安埠街12号3单元101 → 安埠街12号. Empty: none named."""
    return normalise_building(value or "")


def mask_text(value: str | None) -> str:
    return STAR * 4 if (value or "").strip() else ""


def mask_none(value: str | None) -> str:
    return value or ""


MASKS: dict[str, Callable[[str | None], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "id": mask_id,
    "address": mask_address,
    "text": mask_text,
    "none": mask_none,
}


def _starred(text: str, *, head: int = 0, tail: int = 0) -> str:
    hidden = max(len(text) - head - tail, 0)
    return text[:head] + STAR * hidden + (text[len(text) - tail :] if tail else "")
