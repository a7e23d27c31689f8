"""Rows into a table through LOAD DATA LOCAL, on a connection of its own. Needs `local_infile` (MariaDB's default)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pymysql

NULL = "\\N"


def write(rows: list[dict], file: Path) -> tuple[str, ...]:
	"""Rows that share their keys as lines of LOAD DATA. Returns the keys, which are the columns."""
	lines = ("\t".join(map(_cell, row.values())) for row in rows)
	file.write_text("\n".join(lines) + "\n", encoding="utf-8")
	return tuple(rows[0])


def _cell(value: object) -> str:
	return NULL if value is None else str(value)


def load_file(doctype: str, columns: Iterable[str], file: Path, conf: dict) -> None:
	"""Load a file into a table. `conf`: the site's configuration."""
	connection = pymysql.connect(
		host=conf.get("db_host") or "127.0.0.1",
		port=int(conf.get("db_port") or 3306),
		user=conf.get("db_user") or conf["db_name"],
		password=conf["db_password"],
		database=conf["db_name"],
		charset="utf8mb4",
		local_infile=True,
	)
	with connection, connection.cursor() as cursor:
		cursor.execute("SET unique_checks = 0, foreign_key_checks = 0")
		names = ", ".join(f"`{column}`" for column in columns)
		cursor.execute(
			f"LOAD DATA LOCAL INFILE %s INTO TABLE `tab{doctype}` CHARACTER SET utf8mb4 ({names})",
			(str(file),),
		)
		connection.commit()
