"""Every refusal of the app by name: stable over REST (`exc_type`), HTTP 4xx, never a traceback."""

from frappe import PermissionError, ValidationError


class ClosingRefused(ValidationError):
	"""A case may not end yet: a full reply, its delivery or another condition of closing is missing."""


class ReopeningRefused(ValidationError):
	"""A closed case is reopened after the window that the office sets for it."""


class StateWithoutMeaning(ValidationError):
	"""A workflow state has no row in the workflow's table of meanings, or no workflow is active."""


class StageNotReached(ValidationError):
	"""A step was asked for that the document's present stage does not allow."""


class AssessmentRefused(ValidationError):
	"""An assessment names a level of another scale, or a level or proposal contradicts its scale or another one."""


class AppealRefused(ValidationError):
	"""An appeal cannot be made or decided so: no grounds, too late, no level above, undecided one, or no reasons."""


class OwnDecision(PermissionError):
	"""Nobody decides on an appeal against what they wrote, approved, accepted or decided themselves."""


class BrokenWorkflow(ValidationError):
	"""A workflow cannot lead every document to its end, or passes over what has to come before it."""


class NotYours(PermissionError):
	"""The document or the step belongs to another department, or to another role."""


class SharingRefused(PermissionError):
	"""A share would open a document to somebody whose role closes it."""


class ReferralRefused(ValidationError):
	"""A referral is not possible: no department, a disabled one, or one that has the case already."""


class ChaseRefused(ValidationError):
	"""A chase of a department cannot be logged so: unknown means, nothing said, a day that has passed, no address."""


class AssignmentRefused(ValidationError):
	"""A referral is assigned to nobody, or to somebody who does not work in its department."""


class QuestionRefused(ValidationError):
	"""A question to the citizen, or the answer to it, is not open or empty."""


class FileRefused(PermissionError):
	"""A file would be attached that does not belong to the case, or that the user may not read."""


class ResponseRefused(ValidationError):
	"""A response is incomplete, or belongs to another case or department than its referral."""


class OwnResponse(PermissionError):
	"""Nobody accepts a response that they wrote themselves."""


class InvalidTemplate(ValidationError):
	"""A response template cannot hold, or be used: no text, a place that nothing fills in, or it is disabled."""


class PreviewRefused(ValidationError):
	"""A preview was asked of what the citizen never gets, or in a form that there is not."""


class DeliveryRefused(ValidationError):
	"""A response cannot be delivered: not accepted, not for the citizen, or no address to send it to."""


class NationalIdRefused(ValidationError):
	"""A national number cannot be one of the office's country: not its digits, no date of birth, wrong check digit."""


class RecordInUse(ValidationError):
	"""A record of the office's work is never deleted."""


class BadDate(ValidationError):
	"""A date contradicts another one or the present."""


class BadLocation(ValidationError):
	"""Latitude or longitude lies off the map."""


class InvalidCalendar(ValidationError):
	"""A working calendar contradicts itself or has no working time."""


class InvalidIcs(ValidationError):
	"""A file of holidays breaks the format of .ics files, is too large or holds too many events."""


class InvalidPolicy(ValidationError):
	"""A service level policy cannot hold: no target, a doubled target, a period that ends before it starts."""


class InvalidLadder(ValidationError):
	"""An escalation ladder cannot hold: a step without whom or what, with a senseless number, or twice."""


class DueDateRefused(ValidationError):
	"""A due date cannot be set so: in the past, without a reason, or of a time limit that has ended."""


class ExtensionRefused(ValidationError):
	"""An extension cannot be asked for or decided so: no open time limit, no later date, decided already."""


class OwnExtension(PermissionError):
	"""Nobody decides on an extension that they asked for themselves."""


class SweepIncomplete(ValidationError):
	"""Some time limits could not be looked at by the scheduled job; they are in the Error Log."""


class BadRequest(ValidationError):
	"""A call holds what the method asks for in another form than it can read."""


class ValueTooLarge(ValidationError):
	"""A text or a number is larger than its field holds."""


class TooManyNames(ValidationError):
	"""More records were asked for in one call than it answers for, or records it knows nothing of."""


class NobodyToReassignTo(ValidationError):
	"""A step of escalation would reassign a case, and up to the managers nobody enabled may read it."""


class NoNewCode(ValidationError):
	"""No new secret code for a case that nobody can show to be theirs."""


class ScanRefused(ValidationError):
	"""What was sent as the scan of a signed form is missing, empty, too large, or no scan."""


class SignedFormKept(ValidationError):
	"""A signed form, or the file that shows it, would be changed, replaced, renamed or deleted."""


class SignedFormRefused(ValidationError):
	"""A step of a signed form is not open: accepted already, or superseded without a reason."""


class SignedFormMissing(ValidationError):
	"""A case is referred that the office's policy lets go on only with its signed form accepted."""


class OriginalAltered(ValidationError):
	"""The bytes of a signed form are no longer those that were received; the daily check found it."""


class PaperFormMissing(ValidationError):
	"""The print format of the form for signature was deleted, disabled or belongs to another DocType."""


class NameTaken(ValidationError):
	"""Another app on the site holds a DocType of one of our names."""


class SubmissionRefused(ValidationError):
	"""A public form was sent with something missing or wrong."""

	http_status_code = 422


class AttachmentRefused(SubmissionRefused):
	"""A file from the public form is too large, of a kind that is not taken, or not what its name says."""


class TooManyAttempts(ValidationError):
	"""One address, or one case, was tried too often within the hour."""

	http_status_code = 429


class CodeRefused(PermissionError):
	"""Reference and secret code do not belong together."""


class RegisterRefused(ValidationError):
	"""A register file cannot be imported: wrong columns, broken archive, unknown format."""


class BadPeriod(ValidationError):
	"""A period for a report lacks a date, ends before it starts, has not begun yet, or is too long."""


class FiguresNotOpen(PermissionError):
	"""The figures of a department that the user has nothing to do with."""


class NoLongerThere(ValidationError):
	"""A report is asked for a department, a category or another record that was deleted."""


class BadGrouping(ValidationError):
	"""A report cannot be laid out as asked: grouped by what it does not know, or with too many columns."""


class DepartmentRefused(ValidationError):
	"""A department cannot be saved so: a disabled or doubled officer, a negative time limit, a wrong parent."""


class InvalidProcedure(ValidationError):
	"""A service procedure cannot hold: no step, a negative fee or time, a period that ends before it starts."""


class DayBookRefused(ValidationError):
	"""An entry of the day book is not possible: no kind that is counted, changed later, or taken back too late."""


class IntakeIncomplete(ValidationError):
	"""A case at the counter lacks what it must have; `problems` of the answer names the fields."""


class ChoiceDisabled(ValidationError):
	"""A type, category, channel or other choice of a case is not in use any more; `problems` names the fields."""


class CitizenKnown(ValidationError):
	"""A new citizen's national id is that of a citizen who has a record already."""


class ChannelMissing(ValidationError):
	"""No intake channel carries the mark that a way into the office needs."""


class IdentityWithheld(ValidationError):
	"""Who brought a case is withheld: it is opened, corrected or given back only by a manager, with a reason."""


class EmergencyRefused(PermissionError):
	"""The role neither marks a case as an emergency nor clears it."""


class EmergencyReasonMissing(ValidationError):
	"""A case is marked as an emergency, or cleared, without a reason."""


class DelegationRefused(ValidationError):
	"""A delegation cannot hold: to oneself, in a foreign role, of days past, or across another one."""


class NoDelegation(PermissionError):
	"""A manager registers a case although no delegation holds under which they stand in for a clerk."""


class VisitRefused(ValidationError):
	"""A field visit cannot be so: in the past, ending before it begins, nobody attending, or no reason given."""


class FiguresRefused(ValidationError):
	"""Public figures cannot be so: no complete period, one that overlaps, not computed, or public already."""


class ProcedureNotOpen(ValidationError):
	"""A procedure is not published, not in force (yet, or any more), or there is none of that name."""

	http_status_code = 404


class StepNotOffered(ValidationError):
	"""A citizen asked on their case's page for a step that is not open to them there, or not any more."""

	http_status_code = 409


class FormRefused(PermissionError):
	"""A form of a case's page was sent from elsewhere: without its token, or with that of another form or visit."""


class DemoRefused(ValidationError):
	"""The demo office belongs on a site of its own."""


class ContactRefused(ValidationError):
	"""Neither an e-mail address nor a telephone number, or one of a kind that the site cannot send to."""


class OneTimeCodeRefused(PermissionError):
	"""A one-time code is wrong, used, older than ten minutes, or was tried too often."""


class MailAccountMissing(ValidationError):
	"""The site has no outgoing e-mail account, or its e-mail is muted."""


class MessageNotSent(ValidationError):
	"""The mail server or the SMS gateway did not take a message now; it may take it later."""


class MessageRefused(MessageNotSent):
	"""The mail server or the SMS gateway will not take a message for this address, whenever it is tried."""


class IdentityChoiceRefused(ValidationError):
	"""A case without a name carries one, or the type of a case allows neither that nor a withheld identity."""


class ConfirmationNeeded(SubmissionRefused):
	"""A case is sent without a proof of work, or before the contact was confirmed by its one-time code."""


class InvalidMap(ValidationError):
	"""The settings name no address of map tiles, or a middle that is not on the map."""


class AccountRefused(PermissionError):
	"""A citizen's account cannot be used so: switched off, a member of staff's address, or another account's contact."""


class InvalidFindingRule(ValidationError):
	"""The sentence of a finding rule has a place that nothing is filled in for."""


class ReportRefused(ValidationError):
	"""A periodic report cannot be approved or shown as it stands."""
