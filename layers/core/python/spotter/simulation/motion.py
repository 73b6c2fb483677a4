"""What a wearable says each second of fifty raw samples, whether it is a real or a simulated one."""

from __future__ import annotations

from spotter.contracts.names import LabelName, ProfileName
from spotter.contracts.profiles import Channel, ChannelType

WEARABLE = ProfileName("wearable")
FALL = LabelName("fall")
HERTZ = 50

_NUMBER = ChannelType.NUMBER

MOTION: dict[str, Channel] = {
    "acc_peak": Channel(type=_NUMBER, unit="m/s2", minimum=0, maximum=500),
    "acc_mean": Channel(type=_NUMBER, unit="m/s2", minimum=0, maximum=500),
    "acc_min": Channel(type=_NUMBER, unit="m/s2", minimum=0, maximum=500),
    "acc_sd": Channel(type=_NUMBER, unit="m/s2", minimum=0, maximum=500),
    "jerk_peak": Channel(type=_NUMBER, unit="m/s3", minimum=0, maximum=50000),
    "gyro_peak": Channel(type=_NUMBER, unit="rad/s", minimum=0, maximum=100),
    "gyro_mean": Channel(type=_NUMBER, unit="rad/s", minimum=0, maximum=100),
    "tilt_change": Channel(type=_NUMBER, unit="deg", minimum=0, maximum=180),
}
"""Magnitudes of acceleration and rotation over one second, and how far the device was turned within it."""
