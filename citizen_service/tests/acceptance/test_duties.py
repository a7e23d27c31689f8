"""Each duty of the two offices, in their own words, and the acceptance tests that show it.

The words are those of the offices' own papers, kept in `tests/data/office_*.txt`. A line of duty in them that is missing
here fails, and so does a test that is named here and does not exist.
"""

import importlib
import re
import unicodedata
import unittest
from pathlib import Path

PAPERS = {
	name: (Path(__file__).parents[1] / "data" / f"office_{name}.txt").read_text(encoding="utf-8")
	for name in ("ministry", "municipality")
}
WAY, REFERRAL = "test_whole_way.DutiesTest.", "test_referral_http."
GUEST_TO_REPLY = "test_whole_way.WholeWayTest.test_from_the_guest_to_the_full_reply"
COUNTER_TO_REPLY = "test_duties_http.WholeWayTest.test_from_the_counter_to_the_full_reply"
NO_EARLY_CLOSING = "test_no_early_closing.NoEarlyClosingTest.test_workflow_action_over_rest"
TOLD = WAY + "test_the_citizen_is_told_the_result"
PROCEDURES = "test_reception_http.ReceptionTest.test_who_reads_and_writes_the_guide"
ON_THE_SPOT = "test_counter_http.CounterTest.test_an_answer_on_the_spot_waits_for_follow_up_and_counts_from_when_it_was_given"
CALLS = "test_reception_http.ReceptionTest.test_calls_are_counted_with_one_request"
EVERY_KIND = WAY + "test_reception_receives_cases_of_every_kind"
REFERS_ALL = WAY + "test_follow_up_refers_all_kinds"
STAGE = WAY + "test_departments_report_the_stage"
FEEDBACK = REFERRAL + "FollowingTest.test_feedback_on_the_stage"
CHASES = REFERRAL + "FollowingTest.test_every_chase_is_on_record"
STATISTICS = "test_duties_http.DirectorTest.test_statistics_reach_the_supervisor_and_the_departments"
FOLLOWS_ALL = WAY + "test_the_director_follows_everything"
STANDS_IN = "test_duties_http.DirectorTest.test_the_director_fills_in_only_for_an_absent_clerk"
DIRECTLY = "test_duties_http.DirectorTest.test_the_director_follows_up_with_departments_directly"
BOARD = "test_duties_http.DirectorTest.test_the_director_oversees_all_departments"
ADVICE = "test_duties_http.WholeWayTest.test_studied_assessed_and_advised"
SIGNED_FORM = "test_paper_kept.PaperKeptTest.test_the_bytes_come_back_as_they_went"
SHELF = "test_paper_kept.PaperKeptTest.test_where_the_paper_is_can_be_searched"
EMERGENCIES = "test_whole_way.WholeWayTest.test_emergencies_go_to_the_manager_on_duty"
TIME_LIMIT = WAY + "test_the_unit_sets_the_time_limit"
EVERY_DEPARTMENT = WAY + "test_every_department_must_answer"
PASSING_ON = "test_passing_on_http.PassingOnTest.test_a_departments_officer_passes_on_what_reached_them"
IN_THE_SYSTEM = REFERRAL + "RepliesTest.test_departments_reply_through_the_system_and_each_word_is_kept"
VISITS = "test_visits_http.VisitsHttpTest.test_followed_up_in_the_field_together_with_the_departments"
ONE_AFTER_OTHER = REFERRAL + "ReferringTest.test_one_after_the_other"

DUTIES = {
	"ministry": {
		# The purposes
		"تنمية ودعم جسور التواصل بني أجهزة الوزارة وجمهور المراجعين": (GUEST_TO_REPLY,),
		"والرد على الاستفسارات والشكاوى والاقتراحات المقدمة منهم بعد دراستها وتقييمها": (
			COUNTER_TO_REPLY,
			ADVICE,
		),
		"وتقديم المشورة للجهات المعنية بالوزارة": (ADVICE,),
		"تقديم الخدمات المناسبة جمهور المراجعين ضمن الاختصاصات المحددة للوزارة": (EVERY_KIND, ADVICE),
		# The office
		"استقبال جمهور المراجعين والرد على استفساراتهم": (ON_THE_SPOT,),
		"ومساعدتهم في تسهيل وإنجاز معاملاتهم وتوضيح الإجراءات المطلوبة لكل معاملة في ضوء اللوائح والنظم.": (
			PROCEDURES,
		),
		"استقبال شكاوى جمهور المراجعين على اختلاف أنواعها التي تدخل ضمن اختصاصات الوزارة": (EVERY_KIND,),
		"تمهيدا للرد عليها بالتعاون مع الأجهزة المعنية بالوزارة.": (COUNTER_TO_REPLY,),
		"متابعة الأجهزة المعنية في الوزارة بشأن ما اتخذته من إجراءات": (CHASES, FEEDBACK),
		"وإبلاغ أصحاب الشأن بنتائج بحث شكاواهم.": (TOLD,),
		"إعداد الإحصائيات التحليلية والتقارير الدورية": (STATISTICS,),
		"ورفعها للمسئول المباشر": (STATISTICS,),
		"وتزويد الجهات المعنية بذلك.": (STATISTICS,),
		"تلقي اقتراحات جمهور المراجعين وإحالتها إلى الجهات المعنية لدراستها واتخاذ ما يلزم بشأنها.": (
			REFERS_ALL,
		),
		# Reception
		"وتوضيح الإجراءات المطلوبة لكل معاملة في ضوء اللوائح والنظم المتبعة بالتنسيق مع الجهات المعنية داخل الوزارة.": (
			PROCEDURES,
		),
		"استقبال شكاوى واستفسارات واقتراحات جمهور المراجعين على اختلاف أنواعها": (EVERY_KIND,),
		"اتصالات الجمهور التي تدخل ضمن اختصاصات الوزارة": (CALLS,),
		"بالتعاون مع الأجهزة المعنية بالوزارة من خلال قسم المتابعة.": (COUNTER_TO_REPLY,),
		# Follow-up
		"إحالة جميع الاستفسارات والشكاوى والاقتراحات إلى الجهات المعنية لدراستها واتخاذ ما يلزم بشأنها.": (
			REFERS_ALL,
			ONE_AFTER_OTHER,
		),
		"متابعة الأجهزة المعنية في الوزارة بشأنها ما اتخذته من إجراءات": (CHASES, FEEDBACK),
		"وإبلاغ أصحاب الشأن بنتائج بحث شكواهم.": (TOLD,),
	},
	"municipality": {
		"استقبال طلبات جميع المواطنين وتحويلها للأقسام المعنية ومتابعة الردود عليها": (GUEST_TO_REPLY,),
		"وإشعار المواطن بمرحلة المعاملة من الإنجاز": (GUEST_TO_REPLY,),
		"وحصر الطلبات الطارئة والتعامل معها": (EMERGENCIES,),
		# The unit
		"تلقي شكاوى المواطنين": (EVERY_KIND,),
		"متابعة الأقسام في الرد على الشكاوى": (CHASES,),
		"اشعار المواطنين بالرد على شكاوهم": (TOLD,),
		"تحديد المدة الزمنية للرد على الشكاوى": (TIME_LIMIT,),
		# Its people
		"متابعة جميع المعاملات باستثناء تعبئة الطلبات والشكاوى من المواطنين.": (FOLLOWS_ALL, STANDS_IN),
		"القيام بتعبئة الطلبات في حال غياب الموظف المختص.": (STANDS_IN,),
		"الاشراف التام على الدائرة وموظفيها.": (BOARD,),
		"استقبال طلبات شكاوى المواطنين وتعبئتها على نموذج خاص موقع من صاحب الشكاوى.": (SIGNED_FORM,),
		# Its plan of work
		"التنسيق والتشبيك مع جميع دوائر واقسام البلدية لحل الشكاوى موضوع الطلب.": (
			EVERY_DEPARTMENT,
			ONE_AFTER_OTHER,
		),
		"تزويدنا بتغذية راجعة عن المرحلة التي وصلت اليها الشكاوى من خلال النظام الإلكتروني.": (
			STAGE,
			FEEDBACK,
		),
		"المتابعة الميدانية مع الدوائر لحل الشكاوى إذا لزم الامر.": (VISITS,),
		"تعبئة الشكاوى على نموذج خاص ورفاقها على البرنامج وحفظها في ملف خاص للرجوع اليه عند الحاجة.": (
			SIGNED_FORM,
			SHELF,
		),
		"ابلاغ الدوائر ذات العلاقة بموضوع الشكاوى لمتابعتها من خلال برنامج (outlook) .": (GUEST_TO_REPLY,),
		# What it recommends
		"وعدم استقبال أي معاملة أو شكاوى الا من خلال البرنامج والرد على الشكاوى على البرنامج.": (
			PASSING_ON,
			IN_THE_SYSTEM,
		),
		"منح صلاحيات لمدير الدائرة للمتابعة المباشرة مع الدوائر والاقسام لسرعة حل الشكاوى.": (DIRECTLY,),
		"تزويد وحدة الشكاوى في دائرة قلم الجمهور بتغذية راجعة عن مرحلة معالجة الشكاوى": (STAGE, FEEDBACK),
		"تكليف جميع الدوائر ذات الاختصاص بالرد على الشكاوى لان رأيها مهم لاتخاذ القرار.": (EVERY_DEPARTMENT,),
		"لا يتم انتهاء الشكاوى إلا بالرد الكامل، وعليه يتوجب على الدوائر الأقسام المعنية الرد في الوقت المحدد.": (
			NO_EARLY_CLOSING,
			TIME_LIMIT,
		),
	},
}
"""Words of the paper → tests, below `tests.acceptance`."""

ITEM = re.compile(r"^\s*(?:\d+\.?|-)\s+(\S.*)$", re.MULTILINE)
"""A line of duty: numbered by the ministry, with a dash by the municipality."""


def plain(text: str) -> str:
	"""One space between words, and no marks above or below letters."""
	letters = (letter for letter in text if unicodedata.category(letter) != "Mn")
	return " ".join("".join(letters).split())


class DutiesTest(unittest.TestCase):
	def test_each_duty_is_quoted_as_it_was_written(self):
		for paper, duties in DUTIES.items():
			for words in duties:
				with self.subTest(words):
					self.assertIn(plain(words), plain(PAPERS[paper]))

	def test_no_line_of_the_papers_is_left_out(self):
		for paper, text in PAPERS.items():
			items = [plain(item) for item in ITEM.findall(text)]
			self.assertGreater(len(items), 10)
			for item in items:
				with self.subTest(item):
					self.assertTrue(any(plain(words) in item for words in DUTIES[paper]))

	def test_each_duty_has_tests_that_exist(self):
		for duties in DUTIES.values():
			for words, tests in duties.items():
				self.assertTrue(tests)
				for test in tests:
					with self.subTest(words, test=test):
						module, case, name = test.split(".")
						found = importlib.import_module(f"citizen_service.tests.acceptance.{module}")
						self.assertTrue(callable(getattr(getattr(found, case), name)))
