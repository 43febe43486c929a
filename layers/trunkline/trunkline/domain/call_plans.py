"""What a caller hears, according to the settings of the called number."""

from dataclasses import dataclass

from trunkline.domain.phone_numbers import NumberSettings, WorkMode

NOT_IN_SERVICE = "The number you have called is not in service."
UNAVAILABLE = "We cannot take your call right now. Please try again later."
LEAVE_A_MESSAGE = "Please leave a message after the tone."

VOICEMAIL_SECONDS = 180
FORWARD_SECONDS = 25

_FORWARD = (WorkMode.ALWAYS_FORWARD, WorkMode.FORWARD_OFF_HOURS)
_VOICEMAIL = (WorkMode.VOICEMAIL, WorkMode.VOICEMAIL_OFF_HOURS)
_OFF_HOURS = (WorkMode.FORWARD_OFF_HOURS, WorkMode.MESSAGE_OFF_HOURS, WorkMode.VOICEMAIL_OFF_HOURS)


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Forward:
    """Connect the caller with another number; what comes if nobody answers is ``after_forward``."""

    to_number: str


@dataclass(frozen=True, slots=True)
class Record:
    """Record what the caller says."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Reject the call."""


Step = Say | Forward | Record | Hangup | Reject


def plan_call(settings: NumberSettings | None) -> tuple[Step, ...]:
    """Plan how to answer a call; without settings, for a number that no workspace has.

    The service knows no working hours: an ``off_hours`` mode holds at all of them, and its message is spoken.
    """
    if settings is None:
        return Say(NOT_IN_SERVICE), Hangup()
    if not settings.enable_voice:
        message = settings.voice_unavailable_message
        return (Say(message), Hangup()) if message else (Reject(),)
    greeting = _said(settings.voice_greeting_message)
    mode = settings.voice_work_mode
    if mode in _OFF_HOURS:
        greeting += _said(settings.voice_off_hours_message)
    forwards = mode in _FORWARD or mode is None
    if forwards and settings.voice_forward_number:
        return (*greeting, Forward(settings.voice_forward_number))
    if mode in _VOICEMAIL or (mode is None and settings.voicemail_greeting):
        return (*greeting, *_voicemail(settings))
    spoken_already = mode is WorkMode.MESSAGE_OFF_HOURS and settings.voice_off_hours_message
    if spoken_already and not settings.voice_unavailable_message:
        return (*greeting, Hangup())
    return (*greeting, Say(settings.voice_unavailable_message or UNAVAILABLE), Hangup())


def after_forward(settings: NumberSettings | None) -> tuple[Step, ...]:
    """Plan what comes when nobody took a forwarded call."""
    if settings is not None and settings.voicemail_greeting:
        return _voicemail(settings)
    return instead_of_recording(settings)


def instead_of_recording(settings: NumberSettings | None) -> tuple[Step, ...]:
    """Plan what comes when a message cannot be recorded."""
    message = settings.voice_unavailable_message if settings else None
    return Say(message or UNAVAILABLE), Hangup()


def _voicemail(settings: NumberSettings) -> tuple[Step, ...]:
    return Say(settings.voicemail_greeting or LEAVE_A_MESSAGE), Record()


def _said(text: str | None) -> tuple[Step, ...]:
    return (Say(text),) if text else ()
