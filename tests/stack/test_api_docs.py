"""The documents of the API are readable in a browser, under the policy that holds for every page."""

import pytest


@pytest.mark.django_db(transaction=True)
def test_the_documents_list_the_calls(open_page, live_server):
    page = open_page()
    page.goto(f"{live_server.url}/api/docs/")
    page.get_by_text("/api/v1/cases/", exact=True).first.wait_for()
