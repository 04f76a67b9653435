"""Messages reach a mail server, a web hook and chat robots; a refusal is noticed, and no address comes out anywhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from domain.catalog import Catalog
from domain.errors import SettingError
from reference.loader import load_catalog
from reports.contacts import OPERATOR, Channel, Contacts, apprise_url, load_contacts
from reports.delivery import deliver, fitting, refusal_in
from tests.post_servers import Letters, Posts, mail_server, web_server

TITLE = "催报：2022年11月科普统计数据"
BODY = "哈密市科协：\n2022年11月科普统计数据应于2022年12月7日前报送。"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=66cc77aa88&secret=SECabcdef0123"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def letters() -> Iterator[Letters]:
    with mail_server() as server:
        yield server


@pytest.fixture
def posts() -> Iterator[Posts]:
    with web_server() as server:
        yield server


def written(home: Path, text: str, mode: int = 0o600) -> Path:
    path = home / "notify.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return home


def to_hook(posts: Posts) -> Channel:
    return Channel(OPERATOR, "办公系统", apprise_url(posts.url, "第1项"))


# What is sent


def test_a_letter_comes_as_plain_text_with_its_subject(letters: Letters, tmp_path: Path, catalog: Catalog) -> None:
    written(tmp_path, f"smtp: {letters.smtp}\nprefectures:\n  哈密市:\n    - email: hmkx@example.cn\n")
    (channel,) = load_contacts(tmp_path, catalog).of("650500")
    assert deliver(channel, TITLE, BODY) == ""
    assert letters.recipients == ["hmkx@example.cn"]
    (message,) = letters.messages
    assert (message["subject"], message.get_content_type()) == (TITLE, "text/plain")
    assert message.get_content().replace("\r\n", "\n").strip() == BODY


def test_a_hook_gets_title_and_text_as_json_and_its_token_in_the_address(posts: Posts) -> None:
    assert deliver(to_hook(posts), TITLE, BODY) == ""
    assert posts.paths == ["/hook?token=s3cret-t0ken"]
    assert (posts.bodies[0]["title"], posts.bodies[0]["message"]) == (TITLE, BODY)


class Robot:
    """Takes what a plugin posts to a host that no test may reach."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer, self.urls, self.payloads = answer, [], []  # type: ignore[var-annotated]  # filled by post

    def post(self, url: str, data: bytes | str, **named: Any) -> requests.Response:
        self.urls.append(url)
        self.payloads.append(json.loads(data))
        response = requests.Response()
        response.status_code, response._content = 200, json.dumps(self.answer).encode()
        return response


@pytest.mark.parametrize(("pasted", "host"), [(WECOM, "qyapi.weixin.qq.com"), (DINGTALK, "oapi.dingtalk.com")])
def test_a_chat_robot_gets_its_own_kind_of_message(monkeypatch: pytest.MonkeyPatch, pasted: str, host: str) -> None:
    robot = Robot({"errcode": 0, "errmsg": "ok"})
    monkeypatch.setattr(requests, "post", robot.post)
    assert deliver(Channel(OPERATOR, "群", apprise_url(pasted, "第1项")), TITLE, BODY) == ""
    (payload,) = robot.payloads
    assert host in robot.urls[0]
    assert payload["msgtype"] == "text"
    content = payload["text"]["content"]
    assert content.replace("\r\n", "\n") == f"{TITLE}\n{BODY}"


def test_a_robot_that_answers_200_and_refuses_has_not_taken_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Robot({"errcode": 93000, "errmsg": "invalid webhook url, hint: [1730], from ip: 1.2.3.4"})
    monkeypatch.setattr(requests, "post", refused.post)
    channel = Channel(OPERATOR, "群", apprise_url(WECOM, "第1项"))
    assert deliver(channel, TITLE, BODY) == "对方拒收：93000 invalid webhook url"
    monkeypatch.setattr(requests, "post", Robot({"errcode": 0}).post)
    assert deliver(channel, TITLE, BODY) == ""


def test_a_long_text_is_cut_to_whole_lines_for_a_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    robot = Robot({"errcode": 0})
    monkeypatch.setattr(requests, "post", robot.post)
    deliver(Channel(OPERATOR, "群", apprise_url(WECOM, "第1项")), TITLE, "一行二十个字，这里恰好写满二十个字。\n" * 100)
    content = robot.payloads[0]["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("…（全文见催报单或报告目录）")
    assert fitting("短", 100) == "短"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"errcode":0,"errmsg":"ok"}', ""),
        ('{"code":0}', ""),
        ('{"StatusCode":0,"StatusMessage":"success"}', ""),
        ("<html>", ""),
        ("[]", ""),
        (
            '{"errcode":310000,"errmsg":"keywords not in content, more: https://x"}',
            "对方拒收：310000 keywords not in content",
        ),
        ('{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}', "对方拒收：19001 param"),
    ],
)
def test_what_robots_answer(answer: str, said: str) -> None:
    found = refusal_in(answer.encode())
    assert found.startswith(said) if said else not found


# What goes wrong


def test_each_failure_is_a_sentence(letters: Letters, posts: Posts, tmp_path: Path, catalog: Catalog) -> None:
    posts.status = 503
    assert deliver(to_hook(posts), TITLE, BODY) == "服务器回答 503"
    nobody = Channel(OPERATOR, "系统", "json://127.0.0.1:9/hook")
    assert deliver(nobody, TITLE, BODY).startswith("连接被拒绝")
    letters.refuses = True
    written(tmp_path, f"smtp: {letters.smtp}\noperator: [email: nobody@example.cn]\n")
    assert deliver(load_contacts(tmp_path, catalog).of(OPERATOR)[0], TITLE, BODY) == "对方不接受这个收件地址"


def test_no_address_and_no_secret_reaches_a_log_or_an_error(
    posts: Posts, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = to_hook(posts)
    said = [deliver(channel, TITLE, BODY)]
    posts.status = 500
    said.append(deliver(channel, TITLE, BODY))
    said.append(deliver(Channel(OPERATOR, "群", "wecombot://bad key s3cret-t0ken"), TITLE, BODY))
    out, err = capfd.readouterr()
    for text in (caplog.text, out, err, repr(channel), str(Contacts((channel,))), *said):
        assert "s3cret" not in text


# The private file

HOOK = "https://oa.example.cn/hook?token=s3cret"


def test_contacts_are_found_by_name_or_code_and_secrets_may_stand_in_the_environment(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPU_NOTIFY_SMTP_PASSWORD", "p@ss:word/1")
    text = f"""
smtp: mailtos://kptj:${{KEPU_NOTIFY_SMTP_PASSWORD}}@smtp.example.cn:465?from=kptj@example.cn
operator:
  - email: tongji@example.cn
  - url: {WECOM}
  - url: {HOOK}
    name: 办公系统
prefectures:
  塔城: [email: tcdqkx@example.cn]
  654300: [email: altkx@example.cn]
remind_automatically: true
contact: 统计联系人：某某
"""
    contacts = load_contacts(written(tmp_path, text), catalog)
    assert [channel.label for channel in contacts.of(OPERATOR)] == [
        "邮件（tongji@example.cn）",
        "企业微信",
        "网络接口（办公系统）",
    ]
    assert {channel.recipient for channel in contacts.channels} == {OPERATOR, "654200", "654300"}
    assert contacts.reminds_automatically
    mail = contacts.of("654200")[0].url
    assert "//kptj:p%40ss%3Aword%2F1@smtp" in mail
    assert mail.endswith("to=tcdqkx%40example.cn&format=text&mode=ssl")


REFUSED = {
    "readable by others": ("operator: []", 0o644, "chmod 600"),
    "no YAML": ("operator: [", 0o600, "YAML"),
    "a word nobody knows": ("operators: []", 0o600, "operators"),
    "a prefecture nobody knows": ("prefectures: {火星: []}", 0o600, "火星"),
    "no list": ("operator: {email: a@b.cn}", 0o600, "列表"),
    "neither email nor url": ("operator: [name: x]", 0o600, "第1项"),
    "mail without a server": ("operator: [email: a@b.cn]", 0o600, "smtp"),
    "no address": ("smtp: mailto://h?from=a@b.cn\noperator: [email: 张三]", 0o600, "邮箱地址"),
    "a kind nobody knows": ("operator: [url: 'file:///s3cret']", 0o600, "不认识"),
    "a variable that is not set": ("operator: [url: '${KEPU_NOTIFY_NOWHERE}']", 0o600, "KEPU_NOTIFY_NOWHERE"),
    "twins": (f"operator:\n  - url: {HOOK}\n  - url: {HOOK}\n", 0o600, "name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_file_is_refused_with_its_place_and_without_its_secrets(
    tmp_path: Path, catalog: Catalog, case: str
) -> None:
    text, mode, said = REFUSED[case]
    with pytest.raises(SettingError, match=said) as raised:
        load_contacts(written(tmp_path, text, mode), catalog)
    assert "s3cret" not in raised.value.message


def test_without_a_file_nobody_is_told(tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_contacts(tmp_path, catalog) == Contacts()
    monkeypatch.setenv("KEPU_NOTIFY_FILE", str(tmp_path / "elsewhere.yaml"))
    with pytest.raises(SettingError, match="不存在"):
        load_contacts(tmp_path, catalog)
