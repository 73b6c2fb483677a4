"""Sites, profiles and deliveries over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from pydantic import BeforeValidator, ConfigDict, Field

from spotter.contracts.http.models import Answer, Body
from spotter.contracts.profiles import ChannelType, NullPolicy

Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$", examples=["+821012345678"])]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Bound = Annotated[float, Field(strict=True)]
Hazard = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,62}$", examples=["ch4"])]


class SupervisorBody(Body):
    """Somebody who is paged: a name and a phone number in E.164 form."""

    name: Text = Field(examples=["Kim Min-jun"])
    phone: Phone


class SiteBody(Body):
    """A site and who is paged for it, in the order in which they are paged."""

    title: Text = Field(examples=["North pit, level 3"])
    supervisors: Annotated[tuple[SupervisorBody, ...], Field(max_length=20)] = ()
    position: tuple[Latitude, Longitude] | None = Field(
        default=None,
        description="Latitude and longitude, for the map in pages.",
        examples=[[37.5665, 126.978]],
    )


class SupervisorAnswer(Answer):
    """Somebody who is paged."""

    name: str
    phone: str


class SiteAnswer(Answer):
    """A site and who is paged for it."""

    name: str
    title: str
    supervisors: tuple[SupervisorAnswer, ...]
    position: tuple[float, float] | None


class SitesAnswer(Answer):
    """All sites by name."""

    sites: tuple[SiteAnswer, ...]


class ChannelBody(Body):
    """One channel: type, unit, the range of what the sensor can say, and the hazard that rules look for."""

    type: ChannelType
    unit: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    hazard: Hazard | None = None
    nulls: NullPolicy = NullPolicy.REFUSE
    interval_s: Bound | None = None
    t90_s: Bound | None = None
    rate_limit: Bound | None = None
    stuck_after_s: Bound | None = None
    warm_up_s: Bound | None = None
    calibration_days: Bound | None = None
    bump_test_days: Bound | None = None
    gas: Hazard | None = None


class ProfileBody(Body):
    """The data structure of a kind of device, channel by channel."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "channels": {
                        "ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"},
                        "sos": {"type": "boolean"},
                    }
                },
                {"channels": {"DataType": "String", "co": "Decimal"}},
            ]
        }
    )

    channels: dict[str, ChannelBody]
    codec: dict[str, Any] = Field(
        default={"name": "json"}, examples=[{"name": "csv", "delimiter": ";"}], description="How it speaks."
    )


class ChannelAnswer(Answer):
    """One channel."""

    type: ChannelType
    unit: str | None
    minimum: float | None
    maximum: float | None
    hazard: str | None
    nulls: NullPolicy
    interval_s: float | None
    t90_s: float | None
    rate_limit: float | None
    stuck_after_s: float | None
    warm_up_s: float | None
    calibration_days: float | None
    bump_test_days: float | None
    gas: str | None


class ConversionAnswer(Answer):
    """How a value in another unit becomes one in the channel's: times factor, plus offset."""

    factor: float
    offset: float


class ProfileAnswer(Answer):
    """One version of a profile."""

    name: str
    version: int
    channels: dict[str, ChannelAnswer]
    codec: Annotated[dict[str, Any], BeforeValidator(msgspec.to_builtins)]
    conversions: dict[str, dict[str, ConversionAnswer]] = Field(
        description="By channel the other units that a device may say."
    )


class ProfilesAnswer(Answer):
    """The latest version of each profile, by name."""

    profiles: tuple[ProfileAnswer, ...]


class DeliveryAnswer(Answer):
    """A batch that was taken. What of it is refused later is filed in quarantine under this `delivery`."""

    delivery: str
