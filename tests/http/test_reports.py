"""Reports over HTTP: what can be asked, answers under the rights of who asks, and why a number is what it is."""

import asyncio
import csv
import io
from decimal import Decimal
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.scenarios.company import Company, create

ALL = "/api/apps/crm/reports"


@pytest.fixture
async def company(app: Any, administrator: httpx.AsyncClient) -> Any:
    found = Company(app, administrator)
    await found.install("crm")
    await found.department("North")
    await found.department("South")
    await found.hire("dora", "crm.director")
    await found.hire("mona", "crm.manager", department="North", head=True)
    await found.hire("sam", "crm.seller", department="North")
    await found.hire("sue", "crm.seller", department="South")
    yield found
    await found.close()


async def deals(company: Company, seller: str, *amounts: int) -> list[dict[str, Any]]:
    """Return a customer's new opportunities of a seller."""
    client = company.browsers[seller]
    customer = await create(client, "customer", name=f"{seller} GmbH")
    return [
        await create(client, "opportunity", name=f"{seller} {amount}", customer=customer["id"], amount=str(amount))
        for amount in amounts
    ]


async def ask(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.post(f"{ALL}/query", json={"query": {"dataset": "opportunity", **query}})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


SUM = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}
OWNER = {"name": "owner", "expression": "owner.name"}


async def test_s45_the_same_question_counts_what_the_asker_may_see(company: Company) -> None:
    await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    totals = {}
    for name in ("dora", "mona", "sam", "sue"):
        answer = await ask(company.browsers[name], dimensions=[OWNER], measures=[SUM], totals="grand")
        totals[name] = answer["rows"][-1]["values"][1]
        assert answer["count"] == {"dora": 3, "mona": 2, "sam": 2, "sue": 1}[name]
    assert {name: Decimal(total) for name, total in totals.items()} == {"dora": 157, "mona": 150, "sam": 150, "sue": 7}


async def test_answers_say_what_they_are(company: Company) -> None:
    await deals(company, "sam", 100)
    answer = await ask(
        company.browsers["dora"],
        dimensions=[{"name": "stage", "expression": "stage"}],
        measures=[SUM, {"name": "n", "of": {"kind": "count"}}],
    )
    stage, amount, n = answer["columns"]
    assert (stage["role"], stage["type"], stage["label"]["zh-CN"]) == ("dimension", "string", "阶段")
    assert len(stage["options"]) > 3
    assert (amount["role"], amount["unit"]["en"], n["type"]) == ("measure", "CNY", "number")
    # A number without a name of its own is called like the field that it adds up.
    assert (amount["label"]["zh-CN"], n["label"]["en"]) == ("预计金额", "Number")
    assert answer["engine"] == "postgres"
    assert "SELECT" in answer["sql"]
    assert answer["suggested"][0] == "bar"
    (row,) = answer["rows"]
    assert (row["level"], row["count"], row["values"][2]) == (["stage"], 1, "1")


async def test_fields_that_are_hidden_are_unknown(company: Company) -> None:
    sam, dora = company.browsers["sam"], company.browsers["dora"]
    query = {"dataset": "quotation.lines", "measures": [{"name": "x", "of": {"kind": "sum", "value": "cost"}}]}
    for client, known in ((sam, False), (dora, True)):
        listed = (await client.get(f"{ALL}/datasets")).json()
        fields = {one["name"]: {field["expression"] for field in one["fields"]} for one in listed["datasets"]}
        assert ("margin" in fields["quotation"]) is known
        assert ("cost" in fields["quotation.lines"]) is known
        assert ("product.cost" in fields["quotation.lines"]) is known
        assert "parent.customer.name" in fields["quotation.lines"]
        answer = await client.post(f"{ALL}/query", json={"query": query})
        assert answer.is_success is known, answer.text
    (problem,) = (await sam.post(f"{ALL}/query", json={"query": query})).json()["diagnostics"]
    assert problem["path"].startswith("/measures/0")
    assert "cost" not in problem["hint"]["en"].replace("`cost`", "")


async def test_why_this_number_leads_to_the_records(company: Company) -> None:
    made = await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    mona = company.browsers["mona"]
    query = {"dataset": "opportunity", "dimensions": [OWNER], "measures": [SUM]}
    group = {"values": {"owner": "Sam"}}
    answer = await mona.post(f"{ALL}/behind", json={"query": query, "group": group})
    assert answer.status_code == 200, answer.text
    behind = answer.json()
    assert behind["total"] == 2
    assert {one["id"] for one in behind["records"]} == {one["id"] for one in made}
    assert {one["title"] for one in behind["records"]} == {"sam 100", "sam 50"}
    answer = await mona.post("/api/apps/crm/forms/opportunity/records/query", json={"filter": behind["filter"]})
    assert answer.status_code == 200, answer.text
    assert {one["id"] for one in answer.json()["records"]} == {one["id"] for one in made}


async def test_the_members_that_are_left_out_have_records_too(company: Company) -> None:
    await deals(company, "sam", 100)
    others = await deals(company, "sue", 7, 5)
    dora = company.browsers["dora"]
    limit = {"count": 1, "dimension": "owner", "by": "amount", "others": True}
    query = {"dataset": "opportunity", "dimensions": [OWNER], "measures": [SUM], "limit": limit}
    rows = (await ask(dora, **query))["rows"]
    assert [(row["values"], row["others"]) for row in rows] == [
        (["Sam", "100.00"], []),
        ([None, "12.00"], ["owner"]),
    ]
    behind = (await dora.post(f"{ALL}/behind", json={"query": query, "group": {"others": ["owner"]}})).json()
    assert {one["id"] for one in behind["records"]} == {one["id"] for one in others}


async def test_stays_in_stages_are_asked_about(company: Company) -> None:
    (one,) = await deals(company, "sam", 100)
    dora = company.browsers["dora"]
    answer = await ask(
        dora,
        dataset="opportunity.stage",
        dimensions=[{"name": "stage", "expression": "stage"}, {"name": "deal", "expression": "record.name"}],
        measures=[{"name": "days", "of": {"kind": "average", "value": "days"}}],
    )
    assert [row["values"][:2] for row in answer["rows"]] == [[one["values"]["stage"], "sam 100"]]
    answer = await ask(
        company.browsers["sue"], dataset="opportunity.stage", measures=[{"name": "n", "of": {"kind": "count"}}]
    )
    assert answer["rows"][0]["values"] == ["0"]


async def test_members_of_a_field_come_with_their_counts(company: Company) -> None:
    await deals(company, "sam", 100, 50)
    asked = {"dataset": "opportunity", "expression": "customer.name", "search": "GMBH"}
    answer = (await company.browsers["dora"].post(f"{ALL}/members", json=asked)).json()
    assert answer["members"] == [{"value": "sam GmbH", "label": None, "count": 2}]


async def test_a_question_can_be_cancelled(company: Company) -> None:
    dora = company.browsers["dora"]
    slow = {"dataset": "opportunity", "measures": [SUM]}
    async with company.tools.database.transaction() as connection:
        await connection.execute("LOCK TABLE crm__opportunity IN ACCESS EXCLUSIVE MODE")
        asked = asyncio.create_task(dora.post(f"{ALL}/query", json={"query": slow, "key": "mine"}))
        for _ in range(600):
            if await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                break
            await asyncio.sleep(0.05)
        assert (await company.browsers["sam"].delete(f"{ALL}/runs/mine")).is_success
        assert not asked.done()
        assert (await dora.delete(f"{ALL}/runs/mine")).is_success
        answer = await asyncio.wait_for(asked, 60)
    assert answer.status_code == 409, answer.text
    assert answer.json()["diagnostics"][0]["code"] == "report-cancelled"


async def test_s45_dashboards_are_there_by_role_and_their_charts_answer(company: Company) -> None:
    made = await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    sam, dora = company.browsers["sam"], company.browsers["dora"]
    for client, names in ((sam, ["seller"]), (dora, ["channels", "director", "insight"])):
        listed = (await client.get(f"{ALL}/dashboards")).json()["dashboards"]
        assert [one["name"] for one in listed] == names
    assert (await sam.get(f"{ALL}/dashboards/director")).status_code == 404
    board = (await dora.get(f"{ALL}/dashboards/director")).json()
    for tile in board["tiles"]:
        answer = await dora.post(f"{ALL}/dashboards/director/tiles/{tile['name']}", json={})
        assert answer.status_code == 200, answer.text
    place = f"{ALL}/dashboards/director/tiles/pipeline"
    everything = (await dora.post(place, json={})).json()
    assert Decimal(everything["rows"][0]["values"][0]) == 157
    assert everything["columns"][0]["format"]["style"] == "money"
    narrowed = (await dora.post(place, json={"members": {"owner": ["Sue"]}})).json()
    assert Decimal(narrowed["rows"][0]["values"][0]) == 7
    clicked = {"chosen": [{"tile": "funnel", "values": {"stage": made[0]["values"]["stage"]}}]}
    assert Decimal((await dora.post(place, json=clicked)).json()["rows"][0]["values"][0]) == 157
    clicked = {"chosen": [{"tile": "funnel", "values": {"stage": "proposal"}}]}
    assert (await dora.post(place, json=clicked)).json()["rows"][0]["values"] == [None]
    wrong = await dora.post(place, json={"members": {"nobody": ["x"]}})
    assert wrong.status_code == 422
    assert wrong.json()["diagnostics"][0]["code"] == "report-no-such-filter"


async def test_s45_a_group_is_gone_into_and_its_parts_narrow_the_others(company: Company) -> None:
    made = await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    dora = company.browsers["dora"]
    stage = made[0]["values"]["stage"]
    into = {"name": "part", "expression": "owner.name"}
    drill = [{"group": {"values": {"stage": stage}}, "dimension": "stage", "into": into}]
    parts = (await dora.post(f"{ALL}/dashboards/director/tiles/funnel", json={"drill": drill})).json()
    # The parts stand in the place of the dimension, so that orders and shares of it go on to hold.
    assert parts["columns"][0]["name"] == "stage"
    assert {one["values"][0] for one in parts["rows"]} == {"Sam", "Sue"}
    other = [{**drill[0], "group": {"values": {"stage": "proposal"}}}]
    assert (await dora.post(f"{ALL}/dashboards/director/tiles/funnel", json={"drill": other})).json()["rows"] == []
    clicked = {"chosen": [{"tile": "funnel", "values": {"stage": "Sue"}, "drill": drill}]}
    narrowed = (await dora.post(f"{ALL}/dashboards/director/tiles/pipeline", json=clicked)).json()
    assert Decimal(narrowed["rows"][0]["values"][0]) == 7
    wrong = await dora.post(
        f"{ALL}/dashboards/director/tiles/funnel", json={"drill": [{**drill[0], "dimension": "nothing"}]}
    )
    assert wrong.status_code == 422
    assert wrong.json()["diagnostics"][0]["path"] == "/drill/0/dimension"


async def test_s41_a_chart_becomes_a_file_with_what_the_asker_may_see(company: Company) -> None:
    await deals(company, "sam", 100, 50)
    await deals(company, "sue", 7)
    query = {
        "dataset": "opportunity",
        "dimensions": [{"name": "owner", "expression": "owner.name"}],
        "measures": [{"name": "amount", "of": {"kind": "sum", "value": "amount"}}],
        "sort": [{"by": "owner"}],
    }
    asked = {"chart": {"kind": "bar", "query": query}, "title": "=Deals", "language": "en"}
    files = {}
    for name, form in (("dora", "excel"), ("dora", "csv"), ("dora", "pdf"), ("sam", "csv")):
        answer = await company.browsers[name].post(f"{ALL}/query/file", json={**asked, "format": form})
        assert answer.status_code == 200, answer.text
        assert "attachment" in answer.headers["Content-Disposition"]
        files[name, form] = answer.content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(files["dora", "excel"])).get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows[1:]] == [150.0, 7.0]
    lines = list(csv.reader(io.StringIO(files["dora", "csv"].decode("utf-8-sig"))))
    assert [(one[0], Decimal(one[1])) for one in lines[1:]] == [("Sam", Decimal(150)), ("Sue", Decimal(7))]
    assert [one[0] for one in csv.reader(io.StringIO(files["sam", "csv"].decode("utf-8-sig")))][1:] == ["Sam"]
    assert files["dora", "pdf"].startswith(b"%PDF")
    picture = await company.browsers["dora"].post(f"{ALL}/query/file", json={**asked, "format": "image"})
    assert picture.content.startswith(b"\x89PNG")
    # What an analysis has found is written, with the sample behind it.
    big = {"name": "big", "label": {"en": "Big", "zh-CN": "大"}, "condition": "amount >= 100"}
    lift = {"kind": "lift", "outcome": "amount > 60", "behaviours": [big]}
    found = {"kind": "lift", "query": {"dataset": "opportunity"}, "analysis": lift}
    answer = await company.browsers["dora"].post(
        f"{ALL}/query/file", json={"chart": found, "format": "csv", "language": "en"}
    )
    assert answer.status_code == 200, answer.text
    (_, told) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (told[0], [float(one) for one in told[2:7]]) == ("Big", [1, 1, 2, 0, 1])


async def test_s43_a_metric_is_the_same_number_wherever_it_is_asked(company: Company) -> None:
    await deals(company, "sam", 100, 50)
    dora = company.browsers["dora"]
    listed = {one["name"]: one for one in (await dora.get(f"{ALL}/metrics")).json()["metrics"]}
    assert listed["pipeline"]["label"]["zh-CN"] == "在途金额"
    assert "quoted_margin" in listed
    sellers = {one["name"]: one for one in (await company.browsers["sam"].get(f"{ALL}/metrics")).json()["metrics"]}
    assert sellers.keys() <= listed.keys()
    by_name = (await dora.post(f"{ALL}/metrics/pipeline", json={})).json()
    asked = await ask(
        dora, dataset="open_deals", measures=[{"name": "p", "of": {"kind": "metric", "metric": "pipeline"}}]
    )
    tile = (await dora.post(f"{ALL}/dashboards/director/tiles/pipeline", json={})).json()
    assert {one["rows"][0]["values"][0] for one in (by_name, asked, tile)} == {"150.00"}
    refused = await dora.post(f"{ALL}/metrics/pipeline", json={"dimensions": [{"name": "x", "expression": "number"}]})
    assert refused.status_code == 422


async def test_apps_with_reports_that_do_not_fit_are_refused(company: Company) -> None:
    tile = {"name": "a", "x": 0, "y": 0, "chart": {"kind": "table", "query": {"dataset": "opportunity", "measures": [
        {"name": "m", "of": {"kind": "sum", "value": "nothing"}}]}}}  # fmt: skip
    wrong = {"name": "wrong", "label": {"en": "W", "zh-CN": "W"}, "tiles": [tile], "roles": ["nobody"]}
    with pytest.raises(AssertionError, match=r"dashboards/wrong.json/roles/0"):
        await company.install("crm", dashboards={"wrong": wrong})
    said = {"en": "W", "zh-CN": "W"}
    filters = [{"name": "f", "label": said, "expressions": {"opportunity": "custommer.name"}}]
    metric = {"name": "wrong", "label": said, "description": said, "dataset": "opportunity", "time": "created",
              "of": {"kind": "sum", "value": "amonut"}, "filter": "amonut > 3",
              "dimensions": ["stage", "customer.nmae", *["stage"] * 9, "nothing"]}  # fmt: skip
    board = wrong | {"roles": [], "filters": filters}
    with pytest.raises(AssertionError) as told:
        await company.install("crm", dashboards={"wrong": board}, metrics={"wrong": metric})
    for place in ("tiles/0/chart/query/measures/0", "filters/0/expressions/opportunity"):
        assert f"dashboards/wrong.json/{place}" in str(told.value)
    for place in ("of", "filter", "time", "dimensions/1", "dimensions/11"):
        assert f'metrics/wrong.json/{place}"' in str(told.value) or f"metrics/wrong.json/{place}/" in str(told.value)


async def test_a_token_that_may_only_read_may_ask_and_keep_nothing(company: Company) -> None:
    await deals(company, "sam", 100)
    sam = company.browsers["sam"]
    made = (await sam.post("/api/me/tokens", json={"name": "bi", "scopes": ["read"]})).json()
    program = httpx.AsyncClient(
        transport=httpx.ASGITransport(company.app),
        base_url="http://test",
        headers={"Authorization": f"Bearer {made['token']}"},
    )
    async with program:
        query = {"dataset": "opportunity", "measures": [SUM]}
        for place, asked in (
            ("query", {"query": query}),
            ("members", {"dataset": "opportunity", "expression": "stage"}),
            ("behind", {"query": query, "group": {"values": {}}}),
            ("metrics/pipeline", {}),
        ):
            answer = await program.post(f"{ALL}/{place}", json=asked)
            assert answer.status_code == 200, answer.text
        board = {"name": "any", "label": {"en": "M", "zh-CN": "M"}, "tiles": []}
        refused = await program.post(f"{ALL}/dashboards", json={"dashboard": board})
        assert refused.status_code == 403


async def test_people_keep_dashboards_of_their_own_and_share_them(company: Company) -> None:
    await deals(company, "sam", 100)
    sam, sue, dora = (company.browsers[name] for name in ("sam", "sue", "dora"))
    chart = {"kind": "kpi", "value": "amount", "query": {"dataset": "opportunity", "measures": [SUM]}}
    tile = {"name": "sum", "x": 0, "y": 0, "chart": chart}
    board = {"name": "any", "label": {"en": "Mine", "zh-CN": "我的"}, "tiles": [tile]}
    answer = await sam.post(f"{ALL}/dashboards", json={"dashboard": board})
    assert answer.status_code == 200, answer.text
    kept = answer.json()
    place = f"{ALL}/dashboards/{kept['dashboard']['name']}"
    assert kept["dashboard"]["name"] in {
        one["name"] for one in (await sam.get(f"{ALL}/dashboards")).json()["dashboards"]
    }
    assert (await sue.get(place)).status_code == 404
    changed = {"dashboard": kept["dashboard"], "shared": True, "version": kept["version"]}
    assert (await sam.put(place, json=changed)).status_code == 200
    assert (await sam.put(place, json=changed)).status_code == 409
    assert (await sue.put(place, json=changed | {"version": 2})).status_code == 404
    for client, amount in ((sam, "100.00"), (dora, "100.00"), (sue, None)):
        answer = await client.post(f"{place}/tiles/sum", json={})
        assert answer.json()["rows"][0]["values"] == [amount]
    hidden = {"dataset": "quotation", "measures": [{"name": "m", "of": {"kind": "sum", "value": "margin"}}]}
    wrong = {"name": "sum", "x": 0, "y": 0, "chart": {"kind": "kpi", "value": "m", "query": hidden}}
    refused = await sam.post(f"{ALL}/dashboards", json={"dashboard": board | {"tiles": [wrong]}})
    assert refused.status_code == 422
    assert refused.json()["diagnostics"][0]["path"].startswith("/dashboard/tiles/0/chart/query/measures/0")
    # A level of the way down has to be a field; a chart may keep a period of its own.
    lost = await sam.post(
        f"{ALL}/dashboards", json={"dashboard": board | {"tiles": [tile | {"path": [{"expression": "x"}]}]}}
    )
    assert lost.json()["diagnostics"][0]["path"].startswith("/dashboard/tiles/0/path/0")
    period = {"name": "when", "kind": "period", "label": board["label"], "expressions": {"opportunity": "created at"}}
    own = tile | {"name": "own", "y": 9, "keeps_period": True, "path": [{"expression": "owner.name"}]}
    both = board | {"tiles": [tile, own], "filters": [period]}
    timed = (await sam.post(f"{ALL}/dashboards", json={"dashboard": both})).json()["dashboard"]["name"]
    for name, amount in (("sum", None), ("own", "100.00")):
        asked = {"periods": {"when": ["2001-01-01", "2002-01-01"]}}
        answer = await sam.post(f"{ALL}/dashboards/{timed}/tiles/{name}", json=asked)
        assert answer.json()["rows"][0]["values"] == [amount]
    assert (await sue.delete(place)).status_code == 404
    assert (await sam.delete(place)).is_success
    assert (await sam.get(place)).status_code == 404


async def test_s45_people_talk_about_a_dashboard_and_a_chart_of_it(company: Company) -> None:
    await deals(company, "sam", 100)
    sam, mona, dora = (company.browsers[name] for name in ("sam", "mona", "dora"))
    (board,) = [one for one in (await mona.get(f"{ALL}/dashboards")).json()["dashboards"] if one["name"] == "insight"]
    place = f"{ALL}/dashboards/{board['name']}"
    tile = next(one["name"] for one in (await mona.get(place)).json()["tiles"] if one.get("chart"))
    mentions = [company.ids["dora"], company.ids["sam"]]
    paper = await mona.post("/api/files?name=plan.txt", content=b"more visits")
    assert paper.is_success, paper.text
    said = {"body": "@Dora @Sam look", "part": tile, "mentions": mentions, "files": [paper.json()["id"]]}
    answer = await mona.post(f"{place}/comments", json=said)
    assert answer.is_success, answer.text
    # Sam's role does not show the dashboard: he is not told, and finds nothing.
    for client, told in ((dora, True), (sam, False)):
        notices = (await client.get("/api/notifications")).json()["notifications"]
        assert [one["kind"] for one in notices if one["content"].get("comment")] == (["mention"] if told else [])
        assert (await client.get(f"{place}/comments")).is_success is told
        assert (await client.get(f"/api/files/{paper.json()['id']}")).is_success is told
    (notice,) = (await dora.get("/api/notifications")).json()["notifications"]
    assert notice["link"] == f"/app/crm/dashboard/insight?comments={tile}"
    assert notice["content"]["title"] == board["label"]["zh-CN"]
    reply = {"body": "Better", "parent_id": answer.json()["id"]}
    assert (await dora.post(f"{place}/comments", json=reply)).is_success
    first, second = (await mona.get(f"{place}/comments")).json()
    assert (first["part"], first["mentions"], second["part"]) == (tile, [company.ids["dora"]], tile)
    assert (await dora.delete(f"{place}/comments/{first['id']}")).status_code == 403
    assert (await mona.get("/api/notifications")).json()["notifications"][0]["kind"] == "comment"
    assert (await mona.delete(f"{place}/follow")).is_success
    assert (await mona.get(f"{place}/followers")).json() == [company.ids["dora"]]
    lost = await mona.post(f"{place}/comments", json={"body": "x", "part": "nothing"})
    assert lost.json()["diagnostics"][0]["code"] == "comment-part-unknown"
