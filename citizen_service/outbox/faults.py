"""Where tests kill a worker. Nothing happens here unless the process was started with the variable set."""

import os
import signal

VARIABLE = "CITIZEN_SERVICE_KILL_AT"


def step(name: str) -> None:
	"""Kill this process as a power cut would, if it was started to be killed at the step `name`."""
	if os.environ.get(VARIABLE) == name:
		os.kill(os.getpid(), signal.SIGKILL)
