from citizen_service.commands.demo import demo_logins, seed_demo
from citizen_service.register_import.command import import_cases

commands = [import_cases, seed_demo, demo_logins]
