"""Who may do what, written down: people × DocTypes, people × workflow actions, people × whitelisted methods.

Read by `test_permission_matrix.py`, which tries every cell over REST with real logins. What stands here is the design's
word, not a copy of the DocTypes' permissions: a change there shows up as a failing cell. A DocType, an action, a method,
a report or a page of the app that is missing here fails too, and so does a line about something that is gone.

**To add a DocType**, add one line to `DOCTYPES` (and, if a record of it cannot be made from its links to a case, a
referral or a department alone, a maker in `support/matrix.py: MAKERS`). **To add a method**, add one line to `METHODS`.
"""

ROLES = {
	"reception": "Reception Officer",
	"follow_up": "Follow-up Officer",
	"manager": "Citizen Service Manager",
	"supervisor": "Citizen Service Supervisor",
	"admin": "Citizen Service Admin",
	"officer": "Department Officer",
	"head": "Department Manager",
}
"""The columns of the table, and the role that each of them has."""

PEOPLE = {
	"reception": "reception",
	"follow_up": "follow_up",
	"manager": "manager",
	"supervisor": "supervisor",
	"admin": "admin",
	"officer": "officer",  # of the department that has the records called "own"
	"head": "head",  # that department's manager
	"parent_head": "head",  # manager of the department above it
	"other_officer": "officer",  # of the department that has the records called "other"
	"other_head": "head",
	"token": "follow_up",  # an API client, by key and secret
	"outsider": None,  # a desk user with no role of ours
	"citizen": None,  # a website user
	"guest": None,  # nobody logged in
}
"""Everybody who tries, and by which column they are judged; None: nothing is open to them."""

OWN = {"officer", "head", "parent_head"}
OTHER = {"other_officer", "other_head"}
DEPARTMENTS = OWN | OTHER
OFFICE = {"reception", "follow_up", "manager", "token"}
FOLLOW_UP = {"follow_up", "manager", "token"}
STAFF = OFFICE | DEPARTMENTS | {"supervisor", "admin"}
EVERYBODY = set(PEOPLE)

LETTERS = {
	"r": "read",  # the document, and the list
	"w": "write",
	"c": "create",
	"d": "delete",
	"p": "print",
	"m": "email",
	"x": "export",
	"t": "report",  # the report view
	"s": "share",
}

DOCTYPES = """
                          reception  follow_up  manager    supervisor  admin      officer  head
Assessment Level          r          r          r          r           rwcdpxt    r        r
Case                      rwcpmt     rwpmxt     rwpmxt     -           -          -        -
Case Area                 r          r          r          r           rwcdpxt    r        r
Case Category             r          r          r          r           rwcdpxt    r        r
Case Outcome              r          r          r          r           rwcdpxt    r        r
Case Priority             r          r          r          r           rwcdpxt    r        r
Case Rating               rt         rt         rxt        -           -          -        -
Case Referral             r          rwcpxt     rwcpxt     -           -          rpt      rpxt
Case Reopening            rt         rt         rxt        -           -          -        -
Case Type                 r          r          r          r           rwcdpxt    r        r
Citizen                   rwcp       rwp        rwpxt      -           -          -        -
Citizen Search Key        -          -          -          -           -          -        -
Citizen Service Settings  -          -          r          -           rw         -        -
Confirmed Contact         -          -          -          -           -          -        -
Day Book Entry            rct        rcxt       rcxt       -           -          -        -
Day Book Kind             rt         rt         rxt        rxt         rwcdpxt    -        rt
Delegation                rwc        rwc        rwcpxt     -           rwcpxt     rwc      rwc
Department                r          rxt        rxt        rxt         rwcdpxt    r        rxt
Emergency Event           rpt        rpxt       rpxt       -           -          -        -
Escalation Ladder         -          r          rt         -           rwcdxt     -        -
Extension Request         r          rpxt       rpxt       -           -          rpt      rpxt
Field Visit               rp         rwcpmxt    rwcpmxt    -           -          rpt      rpxt
Identity Look             -          -          rcpxt      -           -          -        -
Finding Rule              -          r          r          -           rwcdpxt    -        -
Intake Channel            r          r          r          r           rwcdpxt    r        r
Monthly Breach Count      -          -          -          -           -          -        -
Monthly Case Count        -          -          -          -           -          -        -
Outbox Entry              -          -          -          -           rt         -        -
Outside Body              r          rwcpxt     rwcpxt     rxt         rwcdpxt    -        -
Pause Reason              r          r          r          r           rwcdpxt    r        r
Periodic Report           -          rwcpxt     rwcdpxt    rpxt        -          -        -
Priority Proposal         r          r          r          r           rwcdpxt    r        r
Rating Reason             r          r          r          rt          rwcdpxt    -        -
Public Figures            -          -          rwcdpxt    -           rwcdpxt    -        -
Response                  rwcp       rwcpxt     rwcpxt     -           -          rwcp     rwcpt
Response Template         r          r          rwcdpxt    -           rwcdpxt    r        rwcd
Root Cause                r          r          r          rt          rwcdpxt    r        r
Seed Record               -          -          -          -           rt         -        -
Service Level Policy      r          r          rw         r           rwcdxt     -        -
Service Level Record      r          rt         rxt        -           -          r        rt
Service Procedure         rp         rwcpxt     rwcpxt     rp          rwcdpxt    rp       rp
Signed Form               rwpt       rwpxt      rwpxt      -           -          -        -
Withheld Identity         -          -          -          -           -          -        -
Working Calendar          r          r          r          r           rwcdxt     r        r
Yearly Cross Count        -          -          -          -           -          -        -
"""

SCOPED = {
	"Case Referral",
	"Response",
	"Extension Request",
	"Service Level Record",
	"Field Visit",
	"Response Template",
}
"""Of these, departments see their own only: theirs and those of the departments below them."""

CONCERNS = {"Delegation": {"reception", "manager", "admin"}, "Periodic Report": FOLLOW_UP}
"""Of these, people see those that concern them: the records tried with are an absence of Reception's officer, and a
report that is not approved yet."""


def permissions() -> dict[str, dict[str, str]]:
	"""`DOCTYPES` as DocType → column → letters."""
	columns, *lines = (line for line in DOCTYPES.strip("\n").splitlines() if line.strip())
	names = columns.split()
	table = {}
	for line in lines:
		doctype, *cells = (part.strip() for part in line.split("  ") if part.strip())
		assert len(cells) == len(names), line
		table[doctype] = dict(zip(names, cells, strict=True))
	return table


CASE_STEPS = {
	("New", "Pass to Follow-up"): OFFICE,
	("New", "Close"): FOLLOW_UP,
	("Registered", "Start Study"): FOLLOW_UP,
	("Registered", "Close"): FOLLOW_UP,
	("Under Study", "Refer"): FOLLOW_UP,
	("Under Study", "Prepare Answer"): FOLLOW_UP,
	("Under Study", "Ask the Citizen"): FOLLOW_UP,
	("Under Study", "Close"): FOLLOW_UP,
	("Referred", "Prepare Answer"): FOLLOW_UP,
	("Referred", "Ask the Citizen"): FOLLOW_UP,
	("Referred", "Close"): FOLLOW_UP,
	("Preparing Answer", "Refer"): FOLLOW_UP,
	("Preparing Answer", "Ask the Citizen"): FOLLOW_UP,
	("Preparing Answer", "Close"): FOLLOW_UP,
	("Awaiting Citizen", "Resume"): FOLLOW_UP,
	("Awaiting Citizen", "Resume Referral"): FOLLOW_UP,
	("Awaiting Citizen", "Close"): FOLLOW_UP,
	("Closed", "Reopen"): FOLLOW_UP,
	("Closed", "Appeal"): OFFICE,
	("Under Appeal", "Refer"): FOLLOW_UP,
	("Under Appeal", "Prepare Answer"): FOLLOW_UP,
	("Under Appeal", "Ask the Citizen"): FOLLOW_UP,
	("Under Appeal", "Close"): FOLLOW_UP,
}
"""State and action of the workflow that comes with the app → who may take it."""

RESPONSE_STEPS = {
	"full reply of the own department, by its officer": {
		("Draft", "Send to Manager"): OWN,
		("Draft", "Send to Follow-up"): set(),
		("With Department Manager", "Approve"): {"head", "parent_head"},
		("With Department Manager", "Send Back"): {"head", "parent_head"},
		("With Follow-up", "Accept"): FOLLOW_UP,
		("With Follow-up", "Send Back"): FOLLOW_UP,
		("Sent Back", "Revise"): OWN | OFFICE,
	},
	"stage update of the own department": {
		("Draft", "Send to Manager"): set(),
		("Draft", "Send to Follow-up"): OWN,
	},
	"answer by the Follow-up officer": {
		("Draft", "Send to Manager"): set(),
		("Draft", "Send to Follow-up"): OFFICE,
		("With Department Manager", "Approve"): set(),
		("With Department Manager", "Send Back"): set(),
		("With Follow-up", "Accept"): FOLLOW_UP - {"follow_up"},  # nobody accepts their own
		("With Follow-up", "Send Back"): FOLLOW_UP,
		("Sent Back", "Revise"): OFFICE,
	},
}
"""The same for responses, of which it matters whose they are."""
