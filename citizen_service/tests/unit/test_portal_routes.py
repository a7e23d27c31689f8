import unittest
from importlib.util import find_spec

from citizen_service.portal.routes import ROUTES, is_ours, match


class RoutesTest(unittest.TestCase):
	def test_each_page_has_one_address(self):
		self.assertEqual(match("citizen-service"), ("home", {}))
		self.assertEqual(match("citizen-service/case/file"), ("case_file", {}))
		self.assertEqual(
			match("citizen-service/procedures/رخصة بناء"), ("procedure", {"procedure": "رخصة بناء"})
		)
		self.assertEqual(match("citizen-service/procedures/x/file"), ("procedure_file", {"procedure": "x"}))
		for page in ROUTES.values():
			self.assertTrue(find_spec(f"citizen_service.www.citizen_service_{page}"), page)

	def test_nothing_else_is_a_page(self):
		for path in (
			"citizen-service/x",
			"citizen-service/case/x",
			"citizen-service/procedures//file",
			"citizen-service/<x>",
		):
			self.assertTrue(is_ours(path))
			self.assertIsNone(match(path), path)
		for path in ("", "app", "citizen-services", "x/citizen-service", "citizen_service_home"):
			self.assertFalse(is_ours(path), path)
