"""Stands for a start that takes its time: a seed program that waits until it is stopped."""

import signal

signal.pause()
