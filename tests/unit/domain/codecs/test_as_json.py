import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import GAS, NOON, a_device
from spotter.contracts.readings import BY_CONTENT, RefusalReason
from spotter.domain.codecs.as_json import decode
from spotter.domain.decoding import Part, Refused
from spotter.domain.validation import Checker, Looked


def looked(part: Part) -> Looked:
    assert not isinstance(part.item, Refused)
    return Checker(GAS).look_at(
        part.item, device=a_device(), arrived=NOON, delivery="m", position=0, fault=part.fault
    )


def an_item(values: str, seq: int = 1) -> str:
    return f'{{"boot":"b","seq":{seq},"at":"2026-11-24T12:00:00Z","values":{values}}}'


@pytest.mark.parametrize(
    "twice",
    [
        '{"ch4":5,"ch4":0.1}',
        '{"ch4":5,"ch4" :0.1}',
        '{"ch4":5,"ch4"\n:0.1}',
        '{"ch4":5,"c\\u00684":0.1}',
        '{"note":"a\\":b","ch4":5,"ch4":0.1}',
        '{"ch4":{"value":5,"value":1}}',
    ],
)
def test_a_key_said_twice_costs_that_reading_and_not_its_neighbours(twice: str) -> None:
    items = ",".join([an_item(twice), an_item("{}", 2), an_item('{"ch4":1}', 3)])
    payload = f'{{"readings":[{items}]}}'

    parts = decode(payload.encode(), GAS, NOON)

    assert [part.fault and part.fault.reason for part in parts] == [RefusalReason.DUPLICATE_KEY, None, None]
    assert looked(parts[0]).fault is parts[0].fault
    assert looked(parts[2]).fault is None


def test_what_is_said_last_in_a_repeating_reading_is_still_evidence_of_danger() -> None:
    [part] = decode(an_item('{"ch4":0.1,"ch4":5}').encode(), GAS, NOON)

    assert looked(part).reading.values == {"ch4": 5.0}


@given(
    st.dictionaries(st.text(max_size=4), st.text(max_size=6) | st.integers(0, 9), max_size=4),
    st.sampled_from([(",", ":"), (", ", ": "), (",", " : ")]),
)
def test_nothing_is_taken_for_a_repeated_key_that_is_none(
    values: dict[str, object], marks: tuple[str, str]
) -> None:
    payload = json.dumps({"boot": "b", "seq": 1, "values": values}, separators=marks).encode()

    [part] = decode(payload, GAS, NOON)

    assert part.fault is None
    assert part.item == {"boot": "b", "seq": 1, "values": values}


def test_a_device_that_numbers_nothing_is_known_by_what_it_says() -> None:
    said = '{"at":"2026-11-24T12:00:00Z","values":{"ch4":%s,"steps":3}}'
    one, same, other = (
        looked(decode((said % value).encode(), GAS, NOON)[0]).reading for value in ("1", "1.0", "1.1")
    )

    assert one.boot == BY_CONTENT
    assert one.id == same.id != other.id


def test_half_a_number_is_a_missing_field() -> None:
    [part] = decode(b'{"boot":"b","at":"2026-11-24T12:00:00Z","values":{"ch4":1}}', GAS, NOON)

    fault = looked(part).fault
    assert fault is not None
    assert fault.reason is RefusalReason.MISSING_FIELD
