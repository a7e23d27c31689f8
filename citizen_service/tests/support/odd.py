"""What people, machines and attackers send that nobody expects."""

from hypothesis import strategies as st

CORPUS = (
	"",
	" ",
	"نصٌّ عربيٌّ مُشكَّل ـــ ١٢٣",
	"\u202eevil\u202c \u2066x\u2069",
	"\u200b\u200c\u200d\ufeff",
	"😀👨‍👩‍👧‍👦" * 40,
	"a\0b",
	"\ud7ff\uffff\U0010ffff",
	"' OR 1=1 -- \"; DROP TABLE tabCase; {{ 7*7 }} ${7*7} %s {0}",
	"<script>alert(1)</script>",
	'=HYPERLINK("http://x")',
	"\r\nSet-Cookie: a=b\r\n\r\n",
	"../../etc/passwd",
	"-1",
	"9" * 400,
	"1e999",
	"NaN",
	"[1, 2]",
	'{"a": {"b": []}}',
	"x" * 100_000,
	"ﷺ" * 3000,
)

TEXTS = st.one_of(
	st.sampled_from(CORPUS), st.text(st.characters(exclude_categories=("Cs",)), max_size=200), st.none()
)
"""Any text that a form can carry, or none."""
