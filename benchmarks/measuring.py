"""What every benchmark on a site needs: the conditions, the statements, medians and spreads."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import frappe


def connect(sites: Path, site: str) -> None:
	"""Into the site, as Administrator. The framework wants to stand in the folder of the sites."""
	os.chdir(sites)
	frappe.init(site=site)
	frappe.connect()


def conditions() -> str:
	"""The machine, how busy it is, and what the database was given."""
	version, pool = frappe.db.sql("select version(), @@innodb_buffer_pool_size")[0]
	return (
		f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
		f"Frappe {frappe.__version__}, MariaDB {version}, buffer pool {pool >> 20} MB, {load()}"
	)


def load() -> str:
	"""The load average of the last minute."""
	return f"load average {os.getloadavg()[0]:.1f}"


class Statements:
	"""The statements that go over the framework's connection while this is entered, as they were sent."""

	def __enter__(self) -> list[str]:
		sent: list[str] = []
		self.connection = frappe.db._conn
		query = self.connection.query

		def counted(statement, *arguments, **named):
			sent.append(statement if isinstance(statement, str) else statement.decode(errors="replace"))
			return query(statement, *arguments, **named)

		self.connection.query = counted
		return sent

	def __exit__(self, *_error: object) -> None:
		del self.connection.query


def database_seconds() -> float:
	"""CPU that the database's process has used, whoever asked for it."""
	pid = Path(frappe.db.sql("select @@pid_file")[0][0]).read_text().strip()
	fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds(call: Callable[[], object]) -> float:
	"""How long it takes."""
	started = time.perf_counter()
	call()
	return time.perf_counter() - started


def spread(values: list[float], unit: str, digits: int = 1) -> str:
	"""Median, the middle half, and how many runs that is."""
	low, median, high = statistics.quantiles(values, n=4, method="inclusive")
	return (
		f"median {median:,.{digits}f} {unit}, middle half {low:,.{digits}f} … {high:,.{digits}f}, "
		f"{len(values)} runs"
	)
