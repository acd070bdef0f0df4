"""The shop's settings: where they come from, what is refused, how they are written and read again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from shared.shop import DEFAULTS, Shop, ShopReader, ShopSettingsError, shop_settings, write_shop_settings


def test_without_any_setting_the_defaults_stand_and_say_so(tmp_path: Path) -> None:
    for folder in (None, tmp_path, tmp_path / "not there"):
        shop = shop_settings(folder, {"HOME": "/root"})

        assert (shop.time_zone, shop.currency, shop.country) == tuple(DEFAULTS.values())
        assert not shop.configured


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('SHOP_TIMEZONE = "Europe/Berlin"\nSHOP_CURRENCY = "EUR"\n')

    shop = shop_settings(tmp_path, {"SHOP_TIMEZONE": "Europe/Vienna"})

    assert shop == Shop(time_zone="Europe/Vienna", currency="EUR", country="GB", configured=True)


@pytest.mark.parametrize("key", DEFAULTS)
def test_one_value_from_anywhere_makes_a_shop_configured(tmp_path: Path, key: str) -> None:
    assert shop_settings(None, {key: DEFAULTS[key]}).configured
    (tmp_path / "shop.toml").write_text(f'{key} = "{DEFAULTS[key]}"')
    assert shop_settings(tmp_path, {}).configured


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('SHOP_CURRENCY = "EUR"')

    assert shop_settings(tmp_path, {"SHOP_CURRENCY": " "}).currency == "EUR"


def test_lower_case_codes_and_spaces_are_understood() -> None:
    shop = shop_settings(None, {"SHOP_CURRENCY": "eur", "SHOP_COUNTRY": " de ", "SHOP_TIMEZONE": " Europe/Berlin "})

    assert (shop.currency, shop.country, shop.time_zone) == ("EUR", "DE", "Europe/Berlin")


def test_an_error_lists_every_bad_setting_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('SHOP_CURRENCY = "pounds"\nSHOP_COUNTRY = 44\nSHOP_ZONE = "x"\n')

    with pytest.raises(ShopSettingsError) as refused:
        shop_settings(tmp_path, {"SHOP_TIMEZONE": "Europe/Lundon"})

    text = str(refused.value)
    assert len(refused.value.problems) == len(text.splitlines()) == 4
    assert "SHOP_ZONE: no such setting" in text
    assert f"SHOP_CURRENCY: 'pounds' in {tmp_path}/shop.toml will not do; use the three letters of ISO 4217" in text
    assert f"SHOP_COUNTRY: 44 in {tmp_path}/shop.toml will not do; use the two letters of ISO 3166" in text
    assert "SHOP_TIMEZONE: 'Europe/Lundon' in the environment will not do; use Europe/London" in text


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "Europe", "../etc/passwd", "/etc/localtime", "localtime", "right/UTC", "a\0b"]
)
def test_a_zone_that_is_none_or_only_this_machine_knows_is_refused(zone: str) -> None:
    with pytest.raises(ShopSettingsError, match="SHOP_TIMEZONE"):
        shop_settings(None, {"SHOP_TIMEZONE": zone})


@pytest.mark.parametrize("country", ["UK", "GBR", "G", "4", "ß"])
def test_a_country_that_is_no_code_is_refused(country: str) -> None:
    with pytest.raises(ShopSettingsError, match="SHOP_COUNTRY"):
        shop_settings(None, {"SHOP_COUNTRY": country})


@pytest.mark.parametrize(
    "content", [b"SHOP_CURRENCY = GBP", b"\xff\xfe", b"=", b'SHOP_CURRENCY = "GBP"\nSHOP_CURRENCY = "EUR"']
)
def test_a_file_that_cannot_be_read_is_named_with_the_form_it_should_have(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "shop.toml").write_bytes(content)

    with pytest.raises(ShopSettingsError, match=r"shop\.toml: .*SHOP_CURRENCY = \"GBP\""):
        shop_settings(tmp_path, {})


def test_settings_that_were_written_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    write_shop_settings(folder, SHOP_TIMEZONE="Europe/Berlin", SHOP_CURRENCY="eur")

    assert shop_settings(folder, {}) == Shop(time_zone="Europe/Berlin", currency="EUR", country="GB")
    assert [path.name for path in folder.iterdir()] == ["shop.toml"]


def test_writing_one_setting_keeps_the_others_and_the_comments(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('# ours\nSHOP_COUNTRY="DE"\n  "SHOP_CURRENCY" = \'GBP\'\n# end')

    write_shop_settings(tmp_path, SHOP_CURRENCY="EUR", SHOP_TIMEZONE="Europe/Berlin")

    text = (tmp_path / "shop.toml").read_text()
    assert tomllib.loads(text) == {"SHOP_COUNTRY": "DE", "SHOP_CURRENCY": "EUR", "SHOP_TIMEZONE": "Europe/Berlin"}
    assert text.startswith("# ours\n")
    assert "# end\n" in text


@pytest.mark.parametrize("values", [{"SHOP_CURRENCY": "pounds"}, {"SHOP_COLOUR": "red"}, {"SHOP_TIMEZONE": 'x"\ny'}])
def test_a_bad_value_is_refused_before_anything_is_written(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ShopSettingsError, match=next(iter(values))):
        write_shop_settings(tmp_path, SHOP_COUNTRY="DE", **values)

    assert list(tmp_path.iterdir()) == []


def test_a_file_somebody_spoilt_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("SHOP_CURRENCY = GBP")

    with pytest.raises(ShopSettingsError):
        write_shop_settings(tmp_path, SHOP_COUNTRY="DE")

    assert (tmp_path / "shop.toml").read_text() == "SHOP_CURRENCY = GBP"


# The reader


def test_the_reader_answers_what_the_first_load_wrote(tmp_path: Path) -> None:
    read = ShopReader(tmp_path, {})
    assert not read().configured

    write_shop_settings(tmp_path, SHOP_CURRENCY="EUR")

    assert read() == Shop(time_zone="UTC", currency="EUR", country="GB")


def test_a_shop_that_is_set_stays_as_it_is_until_the_next_start(tmp_path: Path) -> None:
    write_shop_settings(tmp_path, SHOP_TIMEZONE="Europe/Berlin")
    read = ShopReader(tmp_path, {})
    assert read().time_zone == "Europe/Berlin"

    write_shop_settings(tmp_path, SHOP_TIMEZONE="America/New_York")

    assert read().time_zone == "Europe/Berlin"
    assert ShopReader(tmp_path, {})().time_zone == "America/New_York"


def test_the_reader_answers_the_same_shop_while_nothing_changes(tmp_path: Path) -> None:
    read = ShopReader(tmp_path, {})

    assert read() is read()


def test_a_file_spoilt_while_the_suite_runs_changes_nothing_and_is_logged_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = ShopReader(tmp_path, {})
    read()
    (tmp_path / "shop.toml").write_text('SHOP_CURRENCY = "euros, please"')

    assert [read().currency for _ in range(3)] == ["GBP"] * 3

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "euros, please" in lines[0]
    (tmp_path / "shop.toml").write_text('SHOP_CURRENCY = "USD"')
    assert read().currency == "USD"


def test_a_file_that_is_spoilt_from_the_beginning_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("SHOP_CURRENCY = GBP")

    with pytest.raises(ShopSettingsError):
        ShopReader(tmp_path, {})()


def test_without_a_folder_the_environment_alone_speaks() -> None:
    assert ShopReader(None, {"SHOP_CURRENCY": "EUR"})().currency == "EUR"
