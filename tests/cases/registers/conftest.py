"""Spreadsheets as clerks send them."""

from io import BytesIO

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import Workbook

from cases.models import Person, RegisterEntry
from cases.registers.known import Known
from cases.services.importing import import_register

HEADERS = ("社区", "人群类别", "姓名", "身份证号", "联系电话", "住址", "透析日", "班次", "出生日期", "就诊医院", "备注")
GOOD = {
    "社区": "安埠社区",
    "人群类别": "透析",
    "姓名": "李秀兰",
    "身份证号": "11010519491231002X",
    "联系电话": "13900000001",
    "住址": "安埠街1号",
    "透析日": "一三五",
    "班次": "2",
}


def workbook(*rows, headers=HEADERS) -> BytesIO:
    """A file of rows, each a dict by header."""
    book = Workbook()
    book.active.append(list(headers))
    for row in rows:
        book.active.append([row.get(header) for header in headers])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def good(**changes) -> dict:
    return {**GOOD, **changes}


def written() -> tuple[int, int]:
    return Person.objects.count(), RegisterEntry.objects.count()


@pytest.fixture(autouse=True)
def in_english():
    """Reasons are compared by their words."""
    with translation.override("en"):
        yield


@pytest.fixture
def take_in(grid):
    """take_in(row, row, …): the file imported by the grid worker of 安埠社区."""

    def take(*rows, by=grid, dry_run=False, headers=HEADERS):
        return import_register(workbook(*rows, headers=headers), by=by, dry_run=dry_run)

    return take


@pytest.fixture
def known(grid) -> Known:
    return Known(grid)


@pytest.fixture
def at_screen():
    def sit(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sit
